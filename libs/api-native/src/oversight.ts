import { Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';

/** Throws {@link Failed} `not-eligible` for whoever does not oversee the whole workspace. */
export function requireOversight({ roles }: Principal): void {
  if (roles.includes('admin') || roles.includes('auditor')) return;
  throw new Failed({ kind: 'refused', refusal: { code: 'not-eligible' }, review: null });
}

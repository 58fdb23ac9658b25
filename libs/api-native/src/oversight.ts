import { Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';

/** Administrators and auditors see all of their workspace. */
export const overseesWorkspace = ({ roles }: Pick<Principal, 'roles'>): boolean =>
  roles.includes('admin') || roles.includes('auditor');

/** Throws {@link Failed} `not-eligible` for whoever does not oversee the whole workspace. */
export function requireOversight(caller: Principal): void {
  if (overseesWorkspace(caller)) return;
  throw new Failed({ kind: 'refused', refusal: { code: 'not-eligible' }, review: null });
}

import { Failed } from '@countersign/http';
import { barredFrom, type Principal } from '@countersign/review';

/** Administrators and auditors see all of their workspace. */
export const overseesWorkspace = (caller: Principal): boolean => barredFrom('oversee', caller) === null;

/** Throws {@link Failed} `not-eligible` for whoever does not oversee the whole workspace. */
export function requireOversight(caller: Principal): void {
  if (overseesWorkspace(caller)) return;
  throw new Failed({ kind: 'refused', refusal: { code: 'not-eligible' }, review: null });
}

import type { Principal } from '@countersign/review';
import type { ApiKey } from './api-key';

/** Recorded as the issuer of whoever calls with a key. */
const ISSUER = 'countersign:api-key';

/** Who calls with a key. Whether the key counts is for `standingOf` to say. */
export function principalOf({ id, holder, holderName, scopes }: ApiKey, workspace: string): Principal {
  const { kind, roles, onBehalfOf } = holder;
  const groups = new Set(holder.groups.filter((group) => group !== 'admin'));
  if (roles.includes('admin')) groups.add('admin');
  return {
    id: holder.id,
    issuer: ISSUER,
    ...holderName,
    kind,
    groups: [...groups],
    roles,
    workspace,
    onBehalfOf,
    credential: `key:${id}`,
    scopes: scopes.filter((scope) => scope === 'execute'),
    restrictedTo: scopes,
  };
}

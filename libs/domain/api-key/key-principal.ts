import type { Principal } from '@countersign/review';
import type { ApiKey } from './api-key';

/** Recorded as the issuer of whoever calls with a key. */
const ISSUER = 'countersign:api-key';

/**
 * Who calls with a key. Whether the key counts is for `standingOf` to say. An agent that asks for nobody in particular
 * asks for whoever issued its key: he is none of the other people that its requests need.
 */
export function principalOf(key: ApiKey, workspace: string): Principal {
  const { id, holder, holderName, scopes, issuedBy } = key;
  const { kind, roles } = holder;
  const onBehalfOf = holder.onBehalfOf ?? (kind === 'agent' ? issuedBy.id : null);
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

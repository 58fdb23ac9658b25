import { type ApiKey, type IssueApiKey, standingOf } from '@countersign/api-key';
import type { Principal } from '@countersign/review';
import type { ApiKeyBody } from './api-key-answers';
import type { ApiKeyHolderWish, ApiKeyWish } from './api-key-schema';
import { shownPerson, timeOf, timeOrNull } from './shown';

const DEFAULT_MS = 90 * 24 * 3600 * 1000;

type Wished = Pick<IssueApiKey, 'name' | 'holder' | 'holderName' | 'scopes' | 'expiresAt'>;

/** What is wished, as the domain says it. */
export function toApiKey(
  { name, holder, scopes, expiresAt }: ApiKeyWish,
  caller: Principal,
  at: number,
): Wished {
  const { id, kind, groups, roles, onBehalfOf } = holder;
  return {
    name,
    holder: { id, kind, groups: groups ?? [], roles: roles ?? [], onBehalfOf: onBehalfOf ?? null },
    holderName: nameOf(holder, caller),
    scopes,
    expiresAt: expiresAt ? Date.parse(expiresAt) : at + DEFAULT_MS,
  };
}

/** His own name need not be told to whom it belongs. */
function nameOf(
  { id, kind, name, email, slackId }: ApiKeyHolderWish,
  caller: Principal,
): IssueApiKey['holderName'] {
  const known = id === caller.id && kind === caller.kind ? caller : { name: '', email: '', slackId: '' };
  return { name: name ?? known.name, email: email ?? known.email, slackId: slackId ?? known.slackId };
}

/** Never its digest. */
export function apiKeyBody(key: ApiKey, lastUsedAt: number | null, now: number): ApiKeyBody {
  const { id, name, holder, holderName, scopes, issuedAt, issuedBy, expiresAt, revoked } = key;
  return {
    id,
    name,
    status: standingOf(key, now),
    holder: {
      id: holder.id,
      kind: holder.kind,
      name: holderName.name,
      email: holderName.email,
      slackId: holderName.slackId,
      groups: holder.groups,
      roles: holder.roles,
      onBehalfOf: holder.onBehalfOf,
    },
    scopes,
    issuedAt: timeOf(issuedAt),
    issuedBy: shownPerson(issuedBy),
    expiresAt: timeOf(expiresAt),
    revokedAt: timeOrNull(revoked?.at ?? null),
    revokedBy: revoked && shownPerson(revoked.by),
    lastUsedAt: timeOrNull(lastUsedAt),
  };
}

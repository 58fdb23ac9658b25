import { type Breach, breach, timeOf, unless } from '@countersign/review';
import type { ApiKeyEvent, ApiKeyIssued, ApiKeysState } from './api-key';
import { evolveApiKeys } from './evolve';

interface AuditedApiKeys {
  readonly breaches: readonly Breach[];
  readonly after: ApiKeysState;
}

/** Holds one fact about the keys of a workspace against who may give which. */
export function auditApiKeys(before: ApiKeysState, event: ApiKeyEvent): AuditedApiKeys {
  const { by, at, key } = event;
  const breaches: Breach[] = [
    ...unless(
      at >= before.updatedAt,
      'time-went-back',
      `It says ${timeOf(at)}, and the fact before it ${timeOf(before.updatedAt)}.`,
    ),
    ...unless(by.kind === 'human', 'barred', `${by.id} is an agent, and agents give no keys.`),
    ...unless(by.roles.includes('admin'), 'not-eligible', `${by.id} is no administrator.`),
    ...unless(!by.credential.startsWith('key:'), 'not-eligible', 'It was done with an API key itself.'),
    ...(event.type === 'ApiKeyIssued' ? auditIssued(event) : []),
  ];
  try {
    return { breaches, after: evolveApiKeys(before, event) };
  } catch {
    const what = event.type === 'ApiKeyIssued' ? 'was issued already' : 'is none that could be revoked';
    return {
      breaches: [...breaches, breach('impossible-transition', `The key ${key} ${what}.`)],
      after: { ...before, revision: before.revision + 1, updatedAt: at },
    };
  }
}

/**
 * What makes a key dangerous, and nothing of how its names are written: nobody decides or asks in the name of another
 * person, an agent never decides, and no key gives more than its issuer had.
 */
function auditIssued({ by, holder, scopes }: ApiKeyIssued): readonly Breach[] {
  const isAgent = holder.kind === 'agent';
  const isPersonal = scopes.some((scope) => scope === 'decide' || scope === 'administer');
  const isAdmin = holder.roles.includes('admin');
  const isMore =
    holder.groups.some((group) => !by.groups.includes(group)) ||
    holder.roles.some((role) => !by.roles.includes(role));
  const must = (holds: boolean, sentence: string) => unless(holds, 'invalid-terms', sentence);
  return [
    ...must(
      !isAgent || (!isPersonal && !isAdmin),
      `${holder.id} is an agent, and its key decides or administers.`,
    ),
    ...must(isAgent || holder.onBehalfOf === null, `${holder.id} is a person, and its key asks for another.`),
    ...must(
      isAgent || (holder.id === by.id && by.kind === 'human'),
      `The key is for ${holder.id}, and ${by.id} issued it.`,
    ),
    ...must(
      isAgent || !(isPersonal || isAdmin) || !isMore,
      `The key gives ${holder.id} groups or roles that its issuer had not.`,
    ),
  ];
}

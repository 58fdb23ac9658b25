import { type Breach, breach, type PersonalName, type Principal, timeOf, unless } from '@countersign/review';
import type { ApiKeyEvent, ApiKeyIssued, ApiKeysState } from './api-key';
import { evolveApiKeys } from './evolve';
import { problemOf } from './validity';

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

/** What is sealed cannot be judged. */
function auditIssued(event: ApiKeyIssued): readonly Breach[] {
  const { personal, by, workspace, key, digest, holder, scopes, expiresAt } = event;
  if (personal === null) return [];
  const problem = problemOf({
    kind: 'IssueApiKey',
    // The recorded time can be later than the one that was judged.
    at: Math.min(event.at, expiresAt - 1),
    actor: principalOf(by, personal.by, workspace),
    key,
    digest,
    name: personal.name,
    holder,
    holderName: personal.holder,
    scopes,
    expiresAt,
  });
  return problem === null ? [] : [breach('invalid-terms', problem)];
}

function principalOf(by: ApiKeyEvent['by'], name: PersonalName, workspace: string): Principal {
  return { ...by, ...name, workspace, scopes: [], restrictedTo: null };
}

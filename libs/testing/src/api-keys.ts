import type { IssueApiKey, KeyHolder, RevokeApiKey } from '@countersign/api-key';
import { ASKED_AT } from './builders';
import { dave } from './people';

export const KEY = '7c1f5a52-9d6e-4a8b-8c1d-3f2e4b5a6978';
const DAY = 24 * 3600 * 1000;

/** An agent that asks for nobody; whatever matters to the test is given. */
export function keyHolder(given: Partial<KeyHolder> = {}): KeyHolder {
  return { id: 'agent-9', kind: 'agent', groups: [], roles: [], onBehalfOf: null, ...given };
}

/** Dave issues a key for an agent that may ask, for thirty days. */
export function issueKey(given: Partial<Omit<IssueApiKey, 'kind'>> = {}): IssueApiKey {
  const at = given.at ?? ASKED_AT;
  return {
    at,
    actor: dave,
    key: KEY,
    digest: { secret: '0011223344556677', value: 'ab'.repeat(32) },
    name: 'nightly build',
    holder: keyHolder(),
    holderName: { name: 'Agent 9', email: '', slackId: '' },
    scopes: ['ask'],
    expiresAt: at + 30 * DAY,
    ...given,
    kind: 'IssueApiKey',
  };
}
export function revokeKey(given: Partial<Omit<RevokeApiKey, 'kind'>> = {}): RevokeApiKey {
  return { at: ASKED_AT, actor: dave, key: KEY, ...given, kind: 'RevokeApiKey' };
}

import { agent7, alice, ASKED_AT, dave, issueKey, keyHolder, MINUTE, revokeKey } from '@countersign/testing';
import fc from 'fast-check';
import {
  type ApiKeyCommand,
  type ApiKeyEvent,
  type ApiKeysState,
  decideApiKeys,
  decodeApiKeyEvent,
  encodeApiKeyEvent,
  evolveApiKeys,
  NO_API_KEYS,
  principalOf,
} from '.';

const KEYS = ['a', 'b', 'c'] as const;
const SCOPES = ['ask', 'decide', 'execute', 'administer'] as const;

const actor = fc.constantFrom(dave, dave, dave, alice, agent7);
const at = fc.integer({ min: -5, max: 60 }).map((minutes) => ASKED_AT + minutes * MINUTE);
const holder = fc.record({
  id: fc.constantFrom('agent-9', 'dave', 'bob', ''),
  kind: fc.constantFrom('human' as const, 'agent' as const),
  groups: fc.subarray(['banking', 'admin']),
  roles: fc.subarray(['admin', 'reviewer'] as const),
});
const issue = fc
  .record({
    at,
    actor,
    key: fc.constantFrom(...KEYS),
    scopes: fc.subarray([...SCOPES]),
    holder,
    minutes: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ minutes, holder: one, ...given }) =>
    issueKey({ ...given, holder: keyHolder(one), expiresAt: given.at + minutes * MINUTE }),
  );
const revoke = fc.record({ at, actor, key: fc.constantFrom(...KEYS) }).map(revokeKey);
const command: fc.Arbitrary<ApiKeyCommand> = fc.oneof(issue, revoke);

function history(commands: readonly ApiKeyCommand[]): { events: ApiKeyEvent[]; state: ApiKeysState } {
  const events: ApiKeyEvent[] = [];
  let state = NO_API_KEYS;
  for (const one of commands) {
    const result = decideApiKeys(one, state);
    if (result.kind === 'refused') continue;
    events.push(...result.events);
    state = result.events.reduce(evolveApiKeys, state);
  }
  return { events, state };
}

/** fast-check prints the seed of what fails. */
const holds = (law: (commands: readonly ApiKeyCommand[]) => void): void =>
  fc.assert(fc.property(fc.array(command, { maxLength: 15 }), law), { numRuns: 60 });

describe('any history of API keys', () => {
  it('folds to the state in which it was accepted, through the codec too', () =>
    holds((commands) => {
      const { events, state } = history(commands);
      const stored = events.map((event) => {
        const { type, data } = encodeApiKeyEvent(event);
        const decoded = decodeApiKeyEvent(type, JSON.parse(JSON.stringify(data)));
        if (!decoded.ok) throw new Error(decoded.problem);
        return decoded.event;
      });
      expect(stored.reduce(evolveApiKeys, NO_API_KEYS)).toEqual(state);
    }));

  it('records nothing for what is revoked again', () =>
    holds((commands) => {
      const { state } = history(commands);
      for (const { id, revoked } of state.keys.values()) {
        const again = decideApiKeys(revokeKey({ key: id }), state);
        expect(again).toMatchObject({
          kind: 'accepted',
          events: revoked === null ? [{ type: 'ApiKeyRevoked' }] : [],
        });
      }
    }));

  it('never runs back in time', () =>
    holds((commands) => {
      const times = history(commands).events.map((event) => event.at);
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }));

  it('leaves a revoked key revoked', () =>
    holds((commands) => {
      const revoked = new Set<string>();
      let state = NO_API_KEYS;
      for (const event of history(commands).events) {
        state = evolveApiKeys(state, event);
        if (event.type === 'ApiKeyRevoked') revoked.add(event.key);
        for (const id of revoked) expect(state.keys.get(id)?.revoked).not.toBeNull();
      }
    }));

  it('gives nobody but its issuer a key that decides or administers, and no agent one', () =>
    holds((commands) => {
      for (const key of history(commands).state.keys.values()) {
        const { kind, id, roles, restrictedTo } = principalOf(key, dave.workspace);
        const isPersonal =
          restrictedTo?.some((scope) => scope === 'decide' || scope === 'administer') === true;
        if (isPersonal || roles.includes('admin')) expect([kind, id]).toEqual(['human', key.issuedBy.id]);
      }
    }));
});

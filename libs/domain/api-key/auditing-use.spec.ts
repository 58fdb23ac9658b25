import { actorOf, type Actor, type Scope } from '@countersign/review';
import { ASKED_AT, issueKey, keyHolder, MINUTE, revokeKey, WORKSPACE } from '@countersign/testing';
import type { ApiKeyCommand, ApiKeysState } from './api-key';
import { auditKeyUse, keyUseOf } from './auditing-use';
import { decideApiKeys } from './decide';
import { evolveApiKeys, NO_API_KEYS } from './evolve';
import { principalOf } from './key-principal';

const DAY = 24 * 3600 * 1000;

function after(...commands: readonly ApiKeyCommand[]): ApiKeysState {
  return commands.reduce((state, command) => {
    const decided = decideApiKeys(command, state);
    if (decided.kind === 'refused') throw new Error(decided.refusal.code);
    return decided.events.reduce(evolveApiKeys, state);
  }, NO_API_KEYS);
}

const issued = after(issueKey());
const holderIn = (state: ApiKeysState): Actor => {
  const [key] = state.keys.values();
  if (key === undefined) throw new Error('there is no key');
  return actorOf(principalOf(key, WORKSPACE));
};

interface Used {
  readonly type?: string;
  readonly state?: ApiKeysState;
  readonly by?: Partial<Actor>;
  readonly right?: string;
  readonly created?: number;
  readonly revokedAt?: number;
}

function codesOf({ type = 'ReviewRequested', state = issued, created = ASKED_AT, ...used }: Used): string[] {
  const event = {
    type,
    by: { ...holderIn(state), ...used.by },
    ...(used.right !== undefined && { right: used.right }),
  };
  const use = keyUseOf(event, created);
  const id = [...state.keys.keys()][0] ?? '';
  const revoked = new Map(used.revokedAt === undefined ? [] : [[id, used.revokedAt]]);
  return use === null ? ['none'] : auditKeyUse(use, { state, revoked }).map(({ code }) => code);
}

describe('A fact that was recorded with an API key', () => {
  it('is fine where it is as the key makes its holder', () => expect(codesOf({})).toEqual([]));

  it('is none where another credential spoke', () =>
    expect(codesOf({ by: { credential: 'jwt:somebody' } })).toEqual(['none']));

  it('names a key that there was', () =>
    expect(codesOf({ by: { credential: 'key:nowhere' } })).toEqual(['unknown-key']));

  it.each<Partial<Actor>>([
    { id: 'agent-10' },
    { kind: 'human' },
    { groups: ['banking'] },
    { roles: ['admin'] },
    { onBehalfOf: 'bob' },
    { onBehalfOf: null },
    { issuer: 'countersign-dev' },
  ])('is of the holder of the key, and not of %j', (by) =>
    expect(codesOf({ by })).toEqual(['wrong-key-holder']),
  );

  it('counts its groups in any order', () => {
    const state = after(issueKey({ holder: keyHolder({ groups: ['a', 'b'] }) }));
    expect(codesOf({ state, by: { groups: ['b', 'a'] } })).toEqual([]);
  });

  it.each<readonly [string, Scope, readonly string[]]>([
    ['ReviewRequested', 'execute', ['beyond-scope']],
    ['ReviewWithdrawn', 'ask', []],
    ['ApprovalGiven', 'ask', ['beyond-scope']],
    ['ReviewForced', 'execute', ['beyond-scope']],
    ['ExecutionClaimed', 'ask', []],
    ['ExecutionReported', 'execute', []],
    ['ExecutionReconciled', 'ask', ['beyond-scope']],
    ['AssigneeChanged', 'ask', ['beyond-scope']],
    ['MemoryForgotten', 'ask', ['beyond-scope']],
    ['RuleSet', 'ask', ['beyond-scope']],
    ['SomethingElse', 'ask', ['beyond-scope']],
  ])('is what the key is for: %s with %s is %j', (type, scope, codes) =>
    expect(codesOf({ type, state: after(issueKey({ scopes: [scope] })) })).toEqual(codes),
  );

  it('claims by its scope only where it has that', () =>
    expect(codesOf({ type: 'ExecutionClaimed', right: 'scope' })).toEqual(['beyond-scope']));

  it.each([
    [30 * DAY, []],
    [30 * DAY + MINUTE, []],
    [30 * DAY + MINUTE + 1, ['key-ended']],
  ])('is not taken longer than a minute behind the end of the key: %i ms', (later, codes) =>
    expect(codesOf({ created: ASKED_AT + later })).toEqual(codes),
  );

  it.each([
    [MINUTE, []],
    [MINUTE + 1, ['key-ended']],
  ])('is not taken longer than a minute behind its revocation: %i ms', (later, codes) => {
    const state = after(issueKey(), revokeKey({ at: ASKED_AT + 5 }));
    expect(codesOf({ state, revokedAt: ASKED_AT + 5, created: ASKED_AT + 5 + later })).toEqual(codes);
  });
});

import { mayApprove } from '@countersign/review';
import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  dave,
  erin,
  given as givenReview,
  issueKey,
  KEY,
  keyHolder,
  MINUTE,
  person,
  requested,
  revokeKey,
  rule,
  WORKSPACE,
} from '@countersign/testing';
import {
  type ApiKey,
  type ApiKeyCommand,
  type ApiKeysState,
  decideApiKeys,
  evolveAllApiKeys,
  evolveApiKeys,
  type IssueApiKey,
  NO_API_KEYS,
  principalOf,
  standingOf,
} from '.';

function told(state: ApiKeysState, command: ApiKeyCommand) {
  const result = decideApiKeys(command, state);
  const events = result.kind === 'accepted' ? result.events : [];
  const refusal = result.kind === 'refused' ? result.refusal : null;
  return { events, refusal, state: events.reduce(evolveApiKeys, state) };
}
function given(...commands: readonly ApiKeyCommand[]) {
  const state = commands.reduce((before, command) => {
    const { refusal, state } = told(before, command);
    if (refusal !== null) throw new Error(`given ${command.kind}: ${refusal.code}`);
    return state;
  }, NO_API_KEYS);
  return { state, when: (command: ApiKeyCommand) => told(state, command) };
}
const keyIn = ({ keys }: ApiKeysState, id = KEY): ApiKey => keys.get(id) as ApiKey;

const DAY = 24 * 60 * MINUTE;
/** Dave as the holder of a key of his own. */
const himself = {
  holder: keyHolder({ id: 'dave', kind: 'human', roles: ['admin'] }),
  holderName: { name: dave.name, email: dave.email, slackId: dave.slackId },
};

describe('a workspace without API keys', () => {
  it('gets one that says who issued it to whom, and of which only the digest is kept', () => {
    const { events, state } = given().when(issueKey());
    expect(events).toEqual([
      {
        type: 'ApiKeyIssued',
        at: ASKED_AT,
        by: {
          id: 'dave',
          issuer: 'countersign-dev',
          kind: 'human',
          groups: ['admin'],
          roles: ['admin'],
          onBehalfOf: null,
          credential: 'jwt:dave',
        },
        workspace: WORKSPACE,
        key: KEY,
        digest: issueKey().digest,
        holder: keyHolder(),
        scopes: ['ask'],
        expiresAt: ASKED_AT + 30 * DAY,
        personal: {
          by: { name: 'Dave Example', email: 'dave@example.org', slackId: '' },
          name: 'nightly build',
          holder: { name: 'Agent 9', email: '', slackId: '' },
        },
      },
    ]);
    expect(keyIn(state)).toMatchObject({ id: KEY, name: 'nightly build', issuedAt: ASKED_AT, revoked: null });
  });

  it('has none to revoke', () => expect(given().when(revokeKey()).refusal).toEqual({ code: 'not-found' }));
});

describe('a key', () => {
  const issued = given(issueKey());

  it('counts up to its end and not at it', () => {
    const key = keyIn(issued.state);
    expect(standingOf(key, key.expiresAt - 1)).toBe('in-force');
    expect(standingOf(key, key.expiresAt)).toBe('expired');
  });

  it('counts no more once it is revoked, by whoever administers', () => {
    const actor = person('ada', { roles: ['admin'] });
    const { events, state } = issued.when(revokeKey({ at: ASKED_AT + MINUTE, actor }));
    expect(events).toMatchObject([
      { type: 'ApiKeyRevoked', at: ASKED_AT + MINUTE, key: KEY, by: { id: 'ada' } },
    ]);
    expect(keyIn(state).revoked).toMatchObject({ at: ASKED_AT + MINUTE, by: { id: 'ada' } });
    expect(standingOf(keyIn(state), ASKED_AT + MINUTE)).toBe('revoked');
  });

  it('is revoked twice as once', () =>
    expect(given(issueKey(), revokeKey()).when(revokeKey({ at: ASKED_AT + MINUTE }))).toMatchObject({
      events: [],
      refusal: null,
    }));

  it('may be revoked after its end', () =>
    expect(issued.when(revokeKey({ at: ASKED_AT + 31 * DAY })).events).toHaveLength(1));

  it('is not issued again under the same id', () =>
    expect(issued.when(issueKey({ name: 'other' })).refusal).toEqual({ code: 'idempotency-mismatch' }));

  it('is recorded no earlier than what was before it, however the clocks go', () =>
    expect(issued.when(revokeKey({ at: ASKED_AT - MINUTE })).events).toMatchObject([{ at: ASKED_AT }]));
});

describe('keys are issued and revoked', () => {
  const byKey = person('dave', {
    roles: ['admin'],
    restrictedTo: ['ask', 'decide', 'execute', 'administer'],
  });
  it.each([
    [
      'an agent, even one that administers',
      person('robot', { kind: 'agent', roles: ['admin'] }),
      'agents-cannot-decide',
    ],
    ['an agent', agent7, 'agents-cannot-decide'],
    ['somebody without a role', alice, 'not-eligible'],
    ['an auditor', erin, 'not-eligible'],
    ['an administrator by an API key, whatever its scopes', byKey, 'insufficient-scope'],
  ])('not by %s', (_who, actor, code) => {
    expect(given().when(issueKey({ actor })).refusal).toEqual({ code });
    expect(given(issueKey()).when(revokeKey({ actor })).refusal).toEqual({ code });
  });
});

describe('a workspace with a thousand keys in force', () => {
  const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const issuedMany = (count: number, end: number) =>
    Array.from({ length: count }, (_, number) => {
      const [event] = given().when(issueKey({ key: id(number), expiresAt: end })).events;
      if (event === undefined) throw new Error('it was not issued');
      return event;
    });
  const full = issuedMany(1_000, ASKED_AT + DAY).reduce(evolveApiKeys, NO_API_KEYS);

  it('gets no more', () =>
    expect(told(full, issueKey()).refusal).toEqual({ code: 'too-many-api-keys', limit: 1_000 }));

  it('gets one for one that is revoked, and as many as have expired', () => {
    const revoked = told(full, revokeKey({ key: id(7) })).state;
    expect(told(revoked, issueKey()).refusal).toBeNull();
    expect(told(full, issueKey({ at: ASKED_AT + DAY })).refusal).toBeNull();
  });

  it('keeps those, and of the ones that ended a day ago the newest thousand', () => {
    const shortLived = (at: number) =>
      issuedMany(1_001, at + 1).map((event, number) => ({ ...event, at, key: id(5_000 + number) }));
    const longLived = issuedMany(1_000, ASKED_AT + 300 * DAY).reduce(evolveApiKeys, NO_API_KEYS);
    const after = (at: number) => {
      const filled = evolveAllApiKeys(longLived, shortLived(ASKED_AT));
      const [event] = issuedMany(1, ASKED_AT + 300 * DAY);
      const { keys } = evolveApiKeys(filled, { ...(event as NonNullable<typeof event>), at, key: id(9_000) });
      return [id(0), id(999), id(5_000), id(5_001), id(9_000)].map((one) => keys.has(one));
    };
    expect(after(ASKED_AT + DAY + 1)).toEqual([true, true, false, true, true]);
    // By the clock of another gateway they may be in force.
    expect(after(ASKED_AT + DAY)).toEqual([true, true, true, true, true]);
  });

  it('keeps no key that is revoked where it would be too many', () => {
    const revoked = told(full, revokeKey({ key: id(7) })).state;
    const more = Array.from({ length: 1_001 }, (_, number) => ({
      ...(issuedMany(1, ASKED_AT + DAY)[0] as NonNullable<ReturnType<typeof issuedMany>[number]>),
      key: id(5_000 + number),
    }));
    const { keys } = evolveAllApiKeys(revoked, more);
    expect([keys.size, keys.has(id(7)), keys.has(id(8))]).toEqual([2_000, false, true]);
  });

  it('issues no two thousand within a day, however short they last', () => {
    const ended = issuedMany(2_000, ASKED_AT + MINUTE).reduce(evolveApiKeys, NO_API_KEYS);
    const command = (at: number) => told(ended, issueKey({ at })).refusal;
    expect(command(ASKED_AT + MINUTE)).toEqual({ code: 'too-many-api-keys', limit: 2_000 });
    expect(command(ASKED_AT + MINUTE + DAY)).toBeNull();
  });
});

describe('what can be no key', () => {
  const long = 'x'.repeat(257);
  it.each<[string, Partial<IssueApiKey>]>([
    ['no name', { name: '' }],
    ['a name of blanks', { name: '  ' }],
    ['a long name', { name: long }],
    ['no holder', { holder: keyHolder({ id: '' }) }],
    ['a holder who looks like another', { holder: keyHolder({ id: 'dave ' }) }],
    ['a holder with a U+0000', { holder: keyHolder({ id: 'agent\0' + '9' }) }],
    ['a holder with a line break', { holder: keyHolder({ id: 'agent\n9' }) }],
    ['a holder with half a character', { holder: keyHolder({ id: 'agent\ud83d9' }) }],
    ['a holder whose direction is turned', { holder: keyHolder({ id: 'agent\u202e9' }) }],
    ['a holder with a blank without width', { holder: keyHolder({ id: 'agent-9\u200b9' }) }],
    ['somebody of another issuer', { holder: keyHolder({ id: 'https://login.example.org|agent-9' }) }],
    ['a group that looks like another', { holder: keyHolder({ groups: ['bank\u200ding'] }) }],
    ['a person to ask for who looks like another', { holder: keyHolder({ onBehalfOf: 'al\u00adice' }) }],
    ['a name that drives a terminal', { name: 'build\u001b[2J' }],
    ['a name of its holder that is turned', { holderName: { name: 'A\u202e9', email: '', slackId: '' } }],
    ['a long id', { holder: keyHolder({ id: long }) }],
    ['a long address', { holderName: { name: '', email: long, slackId: '' } }],
    ['an empty group', { holder: keyHolder({ groups: [''] }) }],
    ['a group twice', { holder: keyHolder({ groups: ['a', 'a'] }) }],
    ['too many groups', { holder: keyHolder({ groups: Array.from({ length: 51 }, (_, n) => `g${n}`) }) }],
    [
      'groups of more than two thousand characters together',
      { holder: keyHolder({ groups: Array.from({ length: 10 }, (_, n) => `${n}`.repeat(200)) }) },
    ],
    ['a role twice', { holder: keyHolder({ roles: ['auditor', 'auditor'] }) }],
    ['a scope twice', { scopes: ['ask', 'ask'] }],
    ['an end that has passed', { expiresAt: ASKED_AT }],
    ['no end', { expiresAt: Infinity }],
    ['an end that is no time', { expiresAt: NaN }],
    ['an end after more than a year', { expiresAt: ASKED_AT + 367 * DAY }],
    ['an agent that decides', { scopes: ['decide'] }],
    ['an agent that administers', { scopes: ['ask', 'administer'] }],
    ['an agent as an administrator', { holder: keyHolder({ roles: ['admin'] }) }],
    [
      'an agent of the name of its issuer that decides',
      { holder: keyHolder({ id: 'dave' }), scopes: ['decide'] },
    ],
    ['an agent that asks for nobody in particular', { holder: keyHolder({ onBehalfOf: '' }) }],
    [
      'a person who asks for another',
      { holder: keyHolder({ id: 'bob', kind: 'human', onBehalfOf: 'alice' }) },
    ],
    ['another person, whatever for', { holder: keyHolder({ id: 'bob', kind: 'human' }), scopes: [] }],
    ['another person who asks', { holder: keyHolder({ id: 'bob', kind: 'human' }), scopes: ['ask'] }],
    [
      'another administrator',
      { holder: keyHolder({ id: 'bob', kind: 'human', roles: ['admin'] }), scopes: [] },
    ],
    [
      'its issuer in a group that he is not in',
      { ...himself, holder: { ...himself.holder, groups: ['banking'] }, scopes: ['decide'] },
    ],
    [
      'its issuer in a role that he does not have',
      { ...himself, holder: { ...himself.holder, roles: ['reviewer'] }, scopes: ['decide'] },
    ],
    [
      'its issuer as the administrator of a group that he is not in, even to ask',
      { ...himself, holder: { ...himself.holder, groups: ['banking'] }, scopes: ['ask'] },
    ],
    [
      'its issuer as an administrator and more, even to ask',
      { ...himself, holder: { ...himself.holder, roles: ['admin', 'auditor'] }, scopes: ['ask'] },
    ],
    [
      'its issuer under the name of another',
      { ...himself, holderName: { ...himself.holderName, name: 'Carol Example' }, scopes: ['decide'] },
    ],
  ])('is one with %s', (_problem, command) =>
    expect(given().when(issueKey(command)).refusal).toEqual({
      code: 'invalid-api-key',
      reason: expect.stringMatching(/^\S.*\.$/) as string,
    }),
  );
});

describe('what can be a key', () => {
  it.each<[string, Partial<IssueApiKey>]>([
    ['of an agent that executes', { scopes: ['ask', 'execute'] }],
    ['of an agent that only reads, for a person', { scopes: [], holder: keyHolder({ onBehalfOf: 'alice' }) }],
    [
      'of its issuer who only asks, with nothing of what he is',
      { ...himself, holder: { ...himself.holder, roles: [] }, scopes: ['ask'] },
    ],
    [
      'of its issuer, with all that he may',
      { ...himself, scopes: ['ask', 'decide', 'execute', 'administer'] },
    ],
    ['named in any script', { name: 'نمی\u200cدانم 👩\u200d💻', holder: keyHolder({ id: 'агент-9' }) }],
    [
      'of an agent that asks for somebody of another issuer',
      { holder: keyHolder({ onBehalfOf: 'https://login.example.org|ann' }) },
    ],
    ['for a whole year', { expiresAt: ASKED_AT + 366 * DAY }],
  ])('is one %s', (_case, command) => expect(given().when(issueKey(command)).refusal).toBeNull());
});

describe('who calls with a key', () => {
  const called = (command: Partial<IssueApiKey>) =>
    principalOf(keyIn(given(issueKey(command)).state), WORKSPACE);

  it('is its holder, restricted to its scopes', () =>
    expect(called({ scopes: ['ask', 'execute'], holder: keyHolder({ onBehalfOf: 'alice' }) })).toEqual({
      id: 'agent-9',
      issuer: 'countersign:api-key',
      name: 'Agent 9',
      email: '',
      slackId: '',
      kind: 'agent',
      groups: [],
      roles: [],
      workspace: WORKSPACE,
      onBehalfOf: 'alice',
      credential: `key:${KEY}`,
      scopes: ['execute'],
      restrictedTo: ['ask', 'execute'],
    }));

  it('is in the group of the administrators only by the role', () => {
    expect(called({ holder: keyHolder({ groups: ['admin', 'banking'] }) }).groups).toEqual(['banking']);
    expect(called({ ...himself, scopes: ['decide'] }).groups).toEqual(['admin']);
  });

  it('is himself where somebody approves what he asked for by it', () => {
    const asker = called({ ...himself, scopes: ['ask'] });
    const review = givenReview(
      requested({ actor: asker, rule: rule({ groups: [], forbidAdminSelfApproval: true }) }),
    );
    expect(review.when(approve(dave)).refusal).toMatchObject({ code: 'self-approval' });
  });

  it('asks for its issuer as an agent, who then is not another who approves it', () => {
    const asker = called({});
    expect(asker.onBehalfOf).toBe('dave');
    const issuer = person('dave', { roles: ['admin'], groups: ['risk'] });
    const asked = (forbidAdminSelfApproval: boolean) =>
      givenReview(
        requested({ actor: asker, rule: rule({ groups: ['risk'], forbidAdminSelfApproval }) }),
      ).when(approve(issuer));
    expect(asked(true).refusal).toMatchObject({ code: 'self-approval' });
    expect(asked(false).events[0]).toMatchObject({ selfApproved: true });
  });

  it('never decides as an agent, whatever is recorded of the key', () => {
    const scopes = ['ask', 'decide', 'execute', 'administer'] as const;
    const key = {
      ...keyIn(given(issueKey()).state),
      scopes,
      holder: keyHolder({ groups: ['banking'], roles: ['reviewer', 'admin'] }),
    };
    const caller = principalOf(key, WORKSPACE);
    const { review, when } = givenReview(requested());
    expect(mayApprove(review, caller, ASKED_AT)).toBe(false);
    expect(when(approve(caller)).refusal).toEqual({ code: 'agents-cannot-decide' });
  });
});

describe('a history that cannot have happened', () => {
  const [issued] = given().when(issueKey()).events;
  const [revoked] = given(issueKey()).when(revokeKey()).events;
  it.each([
    ['a key that was issued twice', [issued, issued]],
    ['a key that was revoked before it was issued', [revoked]],
    ['a key that was revoked twice', [issued, revoked, revoked]],
  ])('is not folded: %s', (_case, events) =>
    expect(() => (events as NonNullable<typeof issued>[]).reduce(evolveApiKeys, NO_API_KEYS)).toThrow(
      'corrupt history',
    ),
  );
});

import {
  agent7,
  alice,
  ASKED_AT,
  bob,
  dave,
  deleteRule,
  erin,
  MINUTE,
  person,
  setRule,
  terms,
  WORKSPACE,
} from '@countersign/testing';
import { decideRules, evolveRules, NO_RULES, ruleNamed, type RuleCommand, type RulesState } from '.';
import type { SetRule } from '.';

function told(state: RulesState, command: RuleCommand) {
  const result = decideRules(command, state);
  const events = result.kind === 'accepted' ? result.events : [];
  const refusal = result.kind === 'refused' ? result.refusal : null;
  return { events, refusal, state: events.reduce(evolveRules, state) };
}
function given(...commands: readonly RuleCommand[]) {
  const state = commands.reduce((before, command) => {
    const { refusal, state } = told(before, command);
    if (refusal !== null) throw new Error(`given ${command.kind}: ${refusal.code}`);
    return state;
  }, NO_RULES);
  return { state, when: (command: RuleCommand) => told(state, command) };
}
const namesOf = ({ rules }: RulesState) => rules.map(({ name }) => name);

describe('a workspace without rules', () => {
  it('gets one that says who set it, and when', () => {
    const { events, state } = given().when(setRule({ description: 'Money leaves the house' }));
    expect(events).toEqual([
      {
        type: 'RuleSet',
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
        name: 'payments',
        terms: terms(),
        personal: {
          by: { name: 'Dave Example', email: 'dave@example.org', slackId: '' },
          description: 'Money leaves the house',
        },
      },
    ]);
    expect(state).toEqual({
      revision: 0,
      updatedAt: ASKED_AT,
      rules: [
        {
          ...terms(),
          name: 'payments',
          revision: 0,
          description: 'Money leaves the house',
          setAt: ASKED_AT,
          setBy: { id: 'dave', name: 'Dave Example', email: 'dave@example.org', slackId: '' },
        },
      ],
    });
  });

  it('has none to delete', () => expect(given().when(deleteRule()).refusal).toEqual({ code: 'not-found' }));
});

describe('a rule that stands', () => {
  const standing = given(setRule({ name: 'other' }), setRule());

  it('is replaced as a whole and gets the revision of the event that did', () => {
    const { state } = standing.when(setRule({ at: ASKED_AT + MINUTE, terms: terms({ groups: ['risk'] }) }));
    expect(ruleNamed(state, 'payments')).toMatchObject({
      groups: ['risk'],
      revision: 2,
      setAt: ASKED_AT + MINUTE,
    });
    expect(ruleNamed(state, 'other')).toMatchObject({ groups: ['banking'], revision: 0 });
  });

  it('is set to what it is already without a record, by whomever', () => {
    const again = setRule({ at: ASKED_AT + MINUTE, actor: person('dora', { roles: ['admin'] }) });
    expect(standing.when(again)).toMatchObject({ events: [], refusal: null });
    const inOtherOrder = Object.fromEntries(Object.entries(terms()).reverse()) as unknown as SetRule['terms'];
    expect(standing.when(setRule({ terms: inOtherOrder })).events).toEqual([]);
  });

  it('is set anew for another description alone', () => {
    expect(standing.when(setRule({ description: 'other words' })).events).toHaveLength(1);
  });

  it('is deleted once, and may come back under its name', () => {
    const deleted = given(setRule(), deleteRule());
    expect(deleted.state).toMatchObject({ rules: [], revision: 1 });
    expect(deleted.when(deleteRule()).refusal).toEqual({ code: 'not-found' });
    expect(ruleNamed(deleted.when(setRule()).state, 'payments')).toMatchObject({ revision: 2 });
  });

  it('never lets the time of its stream run backwards', () => {
    const early = deleteRule({ at: ASKED_AT - MINUTE });
    expect(standing.when(early).events).toMatchObject([{ at: ASKED_AT }]);
  });
});

describe('whoever says which revision he saw', () => {
  const other = terms({ groups: ['risk'] });

  it('changes that one', () => {
    const before = given(setRule({ name: 'other' }), setRule());
    expect(before.when(setRule({ expectedRevision: 1, terms: other })).events).toHaveLength(1);
    expect(before.when(deleteRule({ expectedRevision: 1 })).events).toHaveLength(1);
  });

  it('changes no later one, and is told its revision', () => {
    const before = given(setRule(), setRule({ terms: other }));
    const refusal = { code: 'stale-rule', currentRevision: 1 };
    expect(before.when(setRule({ expectedRevision: 0 })).refusal).toEqual(refusal);
    expect(before.when(deleteRule({ expectedRevision: 0 })).refusal).toEqual(refusal);
  });

  it('changes none that is gone', () =>
    expect(given(setRule(), deleteRule()).when(setRule({ expectedRevision: 0 })).refusal).toEqual({
      code: 'stale-rule',
      currentRevision: null,
    }));

  it('creates one where he saw none, and only there', () => {
    expect(given().when(setRule({ expectedRevision: 'absent' })).events).toHaveLength(1);
    expect(given(setRule()).when(setRule({ expectedRevision: 'absent' })).refusal).toEqual({
      code: 'stale-rule',
      currentRevision: 0,
    });
  });
});

describe('rules are changed', () => {
  it.each([
    ['by nobody without role admin', alice, 'not-eligible'],
    ['by no reviewer', bob, 'not-eligible'],
    ['by no auditor', erin, 'not-eligible'],
    ['by no agent', agent7, 'agents-cannot-decide'],
    ['by no agent with role admin', person('a', { kind: 'agent', roles: ['admin'] }), 'agents-cannot-decide'],
  ])('%s', (_case, actor, code) => {
    expect(given().when(setRule({ actor })).refusal).toEqual({ code });
    expect(given(setRule()).when(deleteRule({ actor })).refusal).toEqual({ code });
  });

  it('by an administrator', () => expect(given().when(setRule({ actor: dave })).refusal).toBeNull());

  it('up to two hundred of them', () => {
    const many = Array.from({ length: 200 }, (_, index) => setRule({ name: `rule-${index}` }));
    const full = given(...many);
    expect(full.when(setRule()).refusal).toEqual({ code: 'too-many-rules', limit: 200 });
    expect(full.when(setRule({ name: 'rule-7', description: 'changed' })).events).toHaveLength(1);
  });
});

describe('rules are tried', () => {
  it('in the order of their priority, ties by name', () => {
    const state = given(
      setRule({ name: 'b', terms: terms({ priority: 1 }) }),
      setRule({ name: 'c', terms: terms({ priority: 0 }) }),
      setRule({ name: 'a', terms: terms({ priority: 1 }) }),
      setRule({ name: 'B', terms: terms({ priority: 1 }) }),
      setRule({ name: 'z', terms: terms({ priority: -5 }) }),
    ).state;
    expect(namesOf(state)).toEqual(['z', 'c', 'B', 'a', 'b']);
  });
});

describe('what can be no rule', () => {
  const names = Array.from({ length: 51 }, (_, index) => `g${index}`);
  const long = 'x'.repeat(257);
  const labels = (key: string, value = 'v') => ({ labels: { allOf: { [key]: value }, anyOf: [] } });
  const twice = { key: 'a', value: 'b' };

  it.each<[string, Partial<SetRule>]>([
    ['an empty name', { name: '' }],
    ['a long name', { name: 'x'.repeat(65) }],
    ['a name with a space', { name: 'a b' }],
    ['a name with a line break', { name: 'a\n' }],
    ['a name of dots', { name: '..' }],
    ['a long description', { description: 'x'.repeat(2001) }],
    ['a priority with fractions', { terms: terms({ priority: 1.5 }) }],
    ['a group twice', { terms: terms({ groups: ['a', 'b', 'a'] }) }],
    ['a group without a name', { terms: terms({ groups: [' '] }) }],
    ['a user without a name', { terms: terms({ groups: ['user:'] }) }],
    ['too many groups', { terms: terms({ groups: names }) }],
    ['a long group', { terms: terms({ groups: [long] }) }],
    ['fewer approvals than none', { terms: terms({ minApprovals: -1 }) }],
    ['half an approval', { terms: terms({ minApprovals: 0.5 }) }],
    ['anyone as a force group', { terms: terms({ forceApprovalGroups: ['*'] }) }],
    ['a user as a force group', { terms: terms({ forceApprovalGroups: ['user:bob'] }) }],
    ['a force group twice', { terms: terms({ forceApprovalGroups: ['a', 'a'] }) }],
    ['a reason twice', { terms: terms({ reasonRequired: ['force', 'force'] }) }],
    ['no time to live', { terms: terms({ ttlSeconds: 0 }) }],
    ['no time to use', { terms: terms({ grantTtlSeconds: -1 }) }],
    ['an endless access', { terms: terms({ accessDurationSeconds: Infinity }) }],
    ['half a second', { terms: terms({ accessDurationSeconds: 0.5 }) }],
    ['a window of one digit', { terms: terms({ timeWindow: { start: '9:00', end: '17:00' } }) }],
    ['a window after midnight', { terms: terms({ timeWindow: { start: '09:00', end: '24:00' } }) }],
    ['a window of nonsense', { terms: terms({ timeWindow: { start: 'now', end: 'then' } }) }],
    ['an empty kind', { terms: terms({ match: { kinds: [''] } }) }],
    ['an action twice', { terms: terms({ match: { actions: ['exec', 'exec'] } }) }],
    ['too many kinds', { terms: terms({ match: { kinds: names } }) }],
    ['a label without a key', { terms: terms({ match: labels('') }) }],
    ['a long label', { terms: terms({ match: labels('a', long) }) }],
    ['a label twice', { terms: terms({ match: { labels: { allOf: {}, anyOf: [twice, { ...twice }] } } }) }],
    [
      'too many labels',
      {
        terms: terms({
          match: { labels: { allOf: Object.fromEntries(names.map((key) => [key, ''])), anyOf: [] } },
        }),
      },
    ],
    [
      'too many labels to choose of',
      {
        terms: terms({
          match: { labels: { allOf: {}, anyOf: names.map((key) => ({ key, value: '' })) } },
        }),
      },
    ],
  ])('is one with %s', (_problem, command) =>
    expect(given().when(setRule(command)).refusal).toEqual({
      code: 'invalid-rule',
      reason: expect.stringMatching(/^\S.*\.$/) as string,
    }),
  );

  it('is said before anything about a revision', () =>
    expect(given().when(setRule({ name: '', expectedRevision: 7 })).refusal).toMatchObject({
      code: 'invalid-rule',
    }));
});

describe('what can be a rule', () => {
  it.each<[string, Partial<SetRule>]>([
    ['more approvals than groups, which means all', { terms: terms({ minApprovals: 9 }) }],
    ['no groups, which means an open slot', { terms: terms({ groups: [] }) }],
    ['an open and a named slot', { terms: terms({ groups: ['*', 'user:bob'] }) }],
    ['a window across midnight', { terms: terms({ timeWindow: { start: '22:00', end: '05:59' } }) }],
    ['a name of every sign', { name: '__proto__.A-9' }],
  ])('is one with %s', (_case, command) => expect(given().when(setRule(command)).refusal).toBeNull());
});

describe('a history that cannot have happened', () => {
  it('is not folded', () => {
    const deleted = given(setRule()).when(deleteRule()).events;
    expect(() => deleted.reduce(evolveRules, NO_RULES)).toThrow('corrupt history');
  });
});

import { setRule, terms } from '@countersign/testing';
import * as fc from 'fast-check';
import {
  decideRules,
  decodeRuleEvent,
  encodeRuleEvent,
  evolveRules,
  type Matchable,
  matchRule,
  NO_RULES,
  type RuleEvent,
  type RulesState,
  type SetRule,
  trialsOf,
} from '.';

const eventsOf = (commands: readonly SetRule[]): readonly RuleEvent[] => {
  let state = NO_RULES;
  return commands.flatMap((command) => {
    const result = decideRules(command, state);
    if (result.kind === 'refused') throw new Error(result.refusal.code);
    state = result.events.reduce(evolveRules, state);
    return result.events;
  });
};
const rules = (...commands: readonly SetRule[]): RulesState =>
  eventsOf(commands).reduce(evolveRules, NO_RULES);
const asked = (given: Partial<Matchable> = {}): Matchable => ({
  subjectKind: 'changeset',
  action: 'apply',
  labels: { team: 'payments', env: 'prod' },
  ...given,
});
const labels = (allOf: Record<string, string>, anyOf: readonly [string, string][] = []) => ({
  labels: { allOf, anyOf: anyOf.map(([key, value]) => ({ key, value })) },
});

describe('a rule matches', () => {
  it.each([
    ['everything where it names nothing', {}, null],
    ['one of its kinds', { kinds: ['session', 'changeset'] }, null],
    ['no other kind', { kinds: ['session'] }, 'kind'],
    ['one of its actions', { actions: ['exec', 'apply'] }, null],
    ['no other action', { actions: ['exec'] }, 'action'],
    ['all of its labels', labels({ team: 'payments', env: 'prod' }), null],
    ['not some of them', labels({ team: 'payments', env: 'test' }), 'labels-all-of'],
    ['not what every object has', labels({ toString: 'x' }), 'labels-all-of'],
    [
      'any of its labels',
      labels({}, [
        ['env', 'test'],
        ['env', 'prod'],
      ]),
      null,
    ],
    [
      'not none of them',
      labels({}, [
        ['env', 'test'],
        ['prod', 'env'],
      ]),
      'labels-any-of',
    ],
    ['only where both hold', labels({ team: 'payments' }, [['env', 'test']]), 'labels-any-of'],
  ])('%s', (_case, match, mismatch) => {
    const state = rules(setRule({ terms: terms({ match }) }));
    expect(trialsOf(state, asked())).toMatchObject([{ rule: { name: 'payments' }, mismatch }]);
    expect(matchRule(state, asked()) === null).toBe(mismatch !== null);
  });
});

describe('the first rule that matches', () => {
  it('is the one with the lowest priority', () => {
    const state = rules(
      setRule(named('for-all', 100)),
      setRule(named('for-prod', 10, labels({ env: 'prod' }))),
      setRule(named('for-exec', 1, { actions: ['exec'] })),
    );
    expect(matchRule(state, asked())?.name).toBe('for-prod');
    expect(matchRule(state, asked({ labels: {} }))?.name).toBe('for-all');
    expect(matchRule(state, asked({ action: 'exec' }))?.name).toBe('for-exec');
  });

  it('is none where there are no rules', () => expect(matchRule(NO_RULES, asked())).toBeNull());
});

function named(name: string, priority: number, match = {}): Pick<SetRule, 'name' | 'terms'> {
  return { name, terms: terms({ priority, match }) };
}

const some = (...words: string[]) => fc.subarray(words);
const anyLabels = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom('1', '2'));
const anySet = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'B'),
    priority: fc.integer({ min: -1, max: 2 }),
    kinds: some('changeset', 'session'),
    actions: some('apply', 'exec'),
    allOf: anyLabels,
    anyOf: anyLabels,
    groups: some('banking', 'risk', '*', 'user:bob'),
    description: fc.string(),
  })
  .map(({ name, priority, kinds, actions, allOf, anyOf, groups, description }) => {
    const any = Object.entries(anyOf).map(([key, value]) => ({ key, value }));
    const match = { kinds, actions, labels: { allOf, anyOf: any } };
    return setRule({ name, description, terms: terms({ priority, match, groups }) });
  });
const anyRules = fc.array(anySet, { maxLength: 8 });
const eachNameOnce = fc.uniqueArray(anySet, { selector: ({ name }) => name });
const anyAsked = fc.record({
  subjectKind: fc.constantFrom('changeset', 'session', 'other'),
  action: fc.constantFrom('apply', 'exec', 'other'),
  labels: anyLabels,
});

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const law = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, holds), { seed, numRuns: 150 });

describe(`laws of matching (seed ${seed})`, () => {
  it('no rule before the matched one matches, by priority and then name', () =>
    law(fc.tuple(anyRules, anyAsked), ([commands, request]) => {
      const state = rules(...commands);
      const matched = matchRule(state, request);
      const matching = trialsOf(state, request).flatMap(({ rule, mismatch }) =>
        mismatch === null ? [rule] : [],
      );
      expect(matching.includes(matched as never)).toBe(matching.length > 0);
      for (const other of matching) {
        if (matched === null || other === matched) continue;
        expect(other.priority > matched.priority || other.name > matched.name).toBe(true);
        expect(other.priority).toBeGreaterThanOrEqual(matched.priority);
      }
    }));

  it('the order in which rules were set does not matter', () =>
    law(fc.tuple(eachNameOnce, anyAsked), ([commands, request]) => {
      const [one, other] = [rules(...commands), rules(...[...commands].reverse())];
      expect(matchRule(other, request)?.name).toBe(matchRule(one, request)?.name);
    }));

  it('a rule that does not match changes nothing for a request', () =>
    law(fc.tuple(anyRules, anySet, anyAsked), ([commands, set, request]) => {
      const others = commands.filter(({ name }) => name !== set.name);
      const [without, withIt] = [rules(...others), rules(...others, set)];
      const trial = trialsOf(withIt, request).find(({ rule }) => rule.name === set.name);
      if (trial?.mismatch === null) return;
      expect(matchRule(withIt, request)).toEqual(matchRule(without, request));
    }));

  it('setting all rules again to what they are records nothing', () =>
    law(eachNameOnce, (commands) => {
      const state = rules(...commands);
      for (const command of commands) {
        expect(decideRules(command, state)).toEqual({ kind: 'accepted', events: [] });
      }
    }));

  it('everything recorded survives storage, and matches alike once sealed', () =>
    law(fc.tuple(anyRules, anyAsked), ([commands, request]) => {
      const events = eventsOf(commands);
      for (const event of events) {
        const { type, data } = encodeRuleEvent(event);
        expect(decodeRuleEvent(type, JSON.parse(JSON.stringify(data)))).toEqual({ ok: true, event });
      }
      const sealed = events.map((event) => ({ ...event, personal: null })).reduce(evolveRules, NO_RULES);
      expect(matchRule(sealed, request)?.revision).toBe(matchRule(rules(...commands), request)?.revision);
    }));
});

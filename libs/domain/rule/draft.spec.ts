import { deleteRule, setRule, terms } from '@countersign/testing';
import {
  decideRules,
  evolveRules,
  NO_RULES,
  type RuleCommand,
  type RulesState,
  withDraft,
  withoutRule,
} from '.';

function after(state: RulesState, command: RuleCommand): RulesState {
  const result = decideRules(command, state);
  if (result.kind === 'refused') throw new Error(result.refusal.code);
  return result.events.reduce(evolveRules, state);
}
const named = (name: string, priority: number) => setRule({ name, terms: terms({ priority }) });
const state = [named('first', 1), named('last', 9)].reduce(after, NO_RULES);
const told = ({ rules }: RulesState): object[] => rules.map(({ setAt: _at, setBy: _by, ...rule }) => rule);

describe('a draft', () => {
  it.each([named('new', 5), named('first', 10), named('last', 0)])(
    'stands where its rule would: $name at $terms.priority',
    (command) => {
      const drafted = withDraft(state, command);
      if (drafted.kind === 'refused') throw new Error(drafted.refusal.code);
      expect(told(drafted.state)).toEqual(told(after(state, command)));
      expect(drafted.state.rules).toContain(drafted.rule);
    },
  );

  it('must be one that could be set', () => {
    const draft = setRule({ name: '..' });
    expect(withDraft(state, draft)).toMatchObject({ kind: 'refused', refusal: { code: 'invalid-rule' } });
  });
});

describe('rules without one of them', () => {
  it('are the others', () => {
    const others = withoutRule(state, 'first') as RulesState;
    expect(told(others)).toEqual(told(after(state, deleteRule({ name: 'first' }))));
  });

  it('are none where there is no such rule', () => {
    expect(withoutRule(state, 'none')).toBeNull();
  });
});

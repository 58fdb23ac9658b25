import type { Rule, RuleDeleted, RuleEvent, RuleSet, RulesState } from './rule';

export const NO_RULES: RulesState = { rules: [], revision: -1, updatedAt: 0 };

export function ruleNamed(state: RulesState, name: string): Rule | null {
  return state.rules.find((rule) => rule.name === name) ?? null;
}

/**
 * Folds one recorded fact into the rules of a workspace. Throws for a history that no sequence of accepted commands
 * can have written, and for nothing else.
 */
export function evolveRules(state: RulesState, event: RuleEvent): RulesState {
  const revision = state.revision + 1;
  return { rules: rulesAfter(state, event, revision), revision, updatedAt: event.at };
}

function rulesAfter(state: RulesState, event: RuleEvent, revision: number): readonly Rule[] {
  switch (event.type) {
    case 'RuleSet':
      return placed(state.rules, ruleOf(event, revision));
    case 'RuleDeleted': {
      const others = state.rules.filter(({ name }) => name !== event.name);
      if (others.length === state.rules.length) throw corrupt(event);
      return others;
    }
  }
}

/** The rule in the place of the one of its name, all in the order in which they are tried. */
export function placed(rules: readonly Rule[], rule: Rule): readonly Rule[] {
  return [...rules.filter(({ name }) => name !== rule.name), rule].sort(inOrder);
}

function ruleOf({ name, terms, at, by, personal }: RuleSet, revision: number): Rule {
  const nameless = { name: '', email: '', slackId: '' };
  return {
    ...terms,
    name,
    revision,
    description: personal?.description ?? '',
    setAt: at,
    setBy: { id: by.id, ...(personal?.by ?? nameless) },
  };
}

function inOrder(one: Rule, other: Rule): number {
  return one.priority - other.priority || (one.name < other.name ? -1 : 1);
}

function corrupt({ type, name }: RuleDeleted): Error {
  return new Error(`corrupt history: ${type} of ${name}, which is no rule`);
}

import type { Matchable, Mismatch, Rule, RuleMatch, RulesState, RuleTrial } from './rule';

/** The rule that a request obeys: the first that matches, in order of priority and name; null where none does. */
export function matchRule(state: RulesState, asked: Matchable): Rule | null {
  return state.rules.find(({ match }) => mismatchOf(match, asked) === null) ?? null;
}

/** Every rule in the order in which they are tried, and why it does not match. */
export function trialsOf(state: RulesState, asked: Matchable): readonly RuleTrial[] {
  return state.rules.map((rule) => ({ rule, mismatch: mismatchOf(rule.match, asked) }));
}

function mismatchOf({ kinds, actions, labels }: RuleMatch, asked: Matchable): Mismatch | null {
  const has = (key: string, value: string): boolean =>
    Object.hasOwn(asked.labels, key) && asked.labels[key] === value;
  if (kinds.length > 0 && !kinds.includes(asked.subjectKind)) return 'kind';
  if (actions.length > 0 && !actions.includes(asked.action)) return 'action';
  if (!Object.entries(labels.allOf).every(([key, value]) => has(key, value))) return 'labels-all-of';
  const isAny = labels.anyOf.length === 0 || labels.anyOf.some(({ key, value }) => has(key, value));
  return isAny ? null : 'labels-any-of';
}

import type { Person } from '@countersign/review';
import { placed } from './evolve';
import type { Rule, RuleRefusal, RulesState, SetRule } from './rule';
import { termsOf } from './terms';
import { problemOf } from './validity';

/** A rule that nobody has set. */
export type RuleDraft = Pick<SetRule, 'name' | 'description' | 'terms'>;

type Drafted =
  | { readonly kind: 'accepted'; readonly state: RulesState; readonly rule: Rule }
  | { readonly kind: 'refused'; readonly refusal: RuleRefusal };

const NOBODY: Person = { id: '', name: '', email: '', slackId: '' };

/** The rules as they would be with this draft in the place of the one of its name. It gets the next revision. */
export function withDraft(state: RulesState, draft: RuleDraft): Drafted {
  const reason = problemOf(draft);
  if (reason !== null) return { kind: 'refused', refusal: { code: 'invalid-rule', reason } };
  const { name, description, terms } = draft;
  const revision = state.revision + 1;
  const rule = { ...termsOf(terms), name, description, revision, setAt: state.updatedAt, setBy: NOBODY };
  return { kind: 'accepted', state: { ...state, rules: placed(state.rules, rule) }, rule };
}

/** The rules as they would be without this one; null where there is none. */
export function withoutRule(state: RulesState, name: string): RulesState | null {
  const rules = state.rules.filter((rule) => rule.name !== name);
  return rules.length === state.rules.length ? null : { ...state, rules };
}

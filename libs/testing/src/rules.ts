import type { DeleteRule, RuleMatch, RuleTerms, SetRule } from '@countersign/rule';
import { ASKED_AT, rule } from './builders';
import { dave } from './people';

type GivenTerms = Partial<Omit<RuleTerms, 'match'>> & { readonly match?: Partial<RuleMatch> };

/** What a rule for the group `banking` says, about every request; whatever matters to the test is given. */
export function terms({ match, ...given }: GivenTerms = {}): RuleTerms {
  const { name: _name, revision: _revision, ...plain } = rule();
  const every = { kinds: [], actions: [], labels: { allOf: {}, anyOf: [] } };
  return { ...plain, priority: 10, ...given, match: { ...every, ...match } };
}

/** Dave sets the rule `payments`, at the time when things are asked for. */
export function setRule(given: Partial<Omit<SetRule, 'kind'>> = {}): SetRule {
  return {
    at: ASKED_AT,
    actor: dave,
    name: 'payments',
    expectedRevision: null,
    description: '',
    terms: terms(),
    ...given,
    kind: 'SetRule',
  };
}
export function deleteRule(given: Partial<Omit<DeleteRule, 'kind'>> = {}): DeleteRule {
  const { at, actor, name } = setRule();
  return { at, actor, name, expectedRevision: null, ...given, kind: 'DeleteRule' };
}

import { canonicalJson } from '../review/proposal';
import type { Json } from '@countersign/review';
import type { Rule, RuleTerms, SetRule } from './rule';

/** Exactly what a rule says, without what else the object holds. */
export function termsOf(rule: RuleTerms): RuleTerms {
  return {
    priority: rule.priority,
    match: rule.match,
    groups: rule.groups,
    minApprovals: rule.minApprovals,
    distinctApprovers: rule.distinctApprovers,
    forbidAdminSelfApproval: rule.forbidAdminSelfApproval,
    forceApprovalGroups: rule.forceApprovalGroups,
    amending: rule.amending,
    reasonRequired: rule.reasonRequired,
    ttlSeconds: rule.ttlSeconds,
    grantTtlSeconds: rule.grantTtlSeconds,
    type: rule.type,
    accessDurationSeconds: rule.accessDurationSeconds,
    timeWindow: rule.timeWindow,
  };
}

/** Whether the rule already says what the command wishes. */
export function saysAlready(rule: Rule, { terms, description }: SetRule): boolean {
  return rule.description === description && canonical(rule) === canonical(terms);
}

function canonical(terms: RuleTerms): string {
  // Types with names have no index signature; these are JSON all the same.
  return canonicalJson(termsOf(terms) as unknown as Json);
}

import type { Rule, RuleDraft, RuleMatch, RuleTerms } from '@countersign/rule';
import type { RuleBody, RuleReference } from './rule-answers';
import type { RuleDraftWish, RuleWish } from './rule-schema';
import { shownPerson, timeOf } from './shown';

/** Room on both sides for rules that come later. */
const DEFAULT_PRIORITY = 100;

export function toTerms(wish: RuleWish): RuleTerms {
  return {
    priority: wish.priority ?? DEFAULT_PRIORITY,
    match: toMatch(wish),
    groups: wish.groups ?? [],
    minApprovals: wish.minApprovals ?? 0,
    distinctApprovers: wish.distinctApprovers ?? false,
    forbidAdminSelfApproval: wish.forbidAdminSelfApproval ?? false,
    forceApprovalGroups: wish.forceApprovalGroups ?? [],
    amending: wish.amending ?? null,
    reasonRequired: wish.reasonRequired ?? [],
    ttlSeconds: wish.ttlSeconds ?? null,
    grantTtlSeconds: wish.grantTtlSeconds ?? null,
    type: wish.type ?? null,
    accessDurationSeconds: wish.accessDurationSeconds ?? null,
    timeWindow: wish.timeWindow ? { start: wish.timeWindow.start, end: wish.timeWindow.end } : null,
  };
}

function toMatch({ match }: RuleWish): RuleMatch {
  const anyOf = match?.labels?.anyOf ?? [];
  return {
    kinds: match?.kinds ?? [],
    actions: match?.actions ?? [],
    labels: {
      allOf: match?.labels?.allOf ?? {},
      anyOf: anyOf.map(({ key, value }) => ({ key, value })),
    },
  };
}

export function toDraft(wish: RuleDraftWish): RuleDraft {
  return { name: wish.name, description: wish.description ?? '', terms: toTerms(wish) };
}

export function ruleBody({ setAt, setBy, ...rule }: Rule): RuleBody {
  return {
    name: rule.name,
    revision: rule.revision,
    description: rule.description,
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
    setAt: timeOf(setAt),
    setBy: shownPerson(setBy),
  };
}

/** A rule that a request meets; a draft has no revision that anybody could look up. */
export function ruleReference(rule: Rule | null, draft: Rule | null): RuleReference | null {
  return rule && { name: rule.name, revision: rule === draft ? null : rule.revision };
}

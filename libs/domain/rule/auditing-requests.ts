import {
  type Breach,
  breach,
  type Holder,
  holderName,
  type ReviewRequested,
  unless,
} from '@countersign/review';
import { matchRule } from './match';
import type { RuleEvent, RulesState, RuleTerms } from './rule';

const GRANT_SECONDS = { onetime: 86_400, jit: 900 } as const;
/** Within it two clocks, and a rule that changed while the request was decided, can differ. */
const SLACK_MS = 60_000;

const asked = ({ subject, action, labels }: ReviewRequested) => ({
  subjectKind: subject.kind,
  action,
  labels,
});

/**
 * Holds a request against the rule that it pins. `pinned` is the fact that stands in the workspace's rules at the
 * revision that it names, null where there is none.
 */
export function auditPinnedRule(event: ReviewRequested, pinned: RuleEvent | null): readonly Breach[] {
  const { rule, ruleRevision } = event.policy;
  if (rule === null) return [];
  if (pinned === null || pinned.type !== 'RuleSet' || pinned.name !== rule) {
    return [
      breach(
        'wrong-rule',
        `The rules of the workspace have no ${rule} at revision ${ruleRevision ?? 'none'}.`,
      ),
    ];
  }
  const { terms } = pinned;
  const one = { rules: [{ ...terms, name: rule }], revision: 0, updatedAt: 0 } as unknown as RulesState;
  return [
    ...unless(
      matchRule(one, asked(event)) !== null,
      'wrong-rule',
      `The rule ${rule} is not about this kind of request.`,
    ),
    ...auditSlots(event, terms),
    ...auditPolicy(event, terms),
    ...auditGrant(event, terms),
  ];
}

/** A request that pins no rule, or another one, although a rule that matches it has stood for a while. */
export function auditRuleChoice(event: ReviewRequested, standing: RulesState): readonly Breach[] {
  if (standing.updatedAt > event.at - SLACK_MS) return [];
  const first = matchRule(standing, asked(event));
  const { rule, ruleRevision } = event.policy;
  if ((first?.name ?? null) === rule && (first?.revision ?? null) === ruleRevision) return [];
  const given = rule === null ? 'no rule' : `${rule} of revision ${ruleRevision ?? 'none'}`;
  const due = first === null ? 'none matched it' : `${first.name} of revision ${first.revision} stood`;
  return [breach('rule-passed-over', `It obeys ${given}, although ${due}.`)];
}

/** The rule's own come first, in its order; those that the request added are none of the rule's. */
function auditSlots({ slots, policy }: ReviewRequested, { groups }: RuleTerms): readonly Breach[] {
  const own = [...new Set(groups.length > 0 ? groups : ['*'])];
  const names = slots.map((slot: Holder) => holderName(slot));
  const added = names.slice(own.length);
  const isRight =
    own.every((name, index) => names[index] === name) &&
    added.length === policy.addedSlots &&
    added.every((name) => !own.includes(name));
  return unless(
    isRight,
    'wrong-rule',
    `Its slots are ${names.join(', ')}, and its rule asks for ${own.join(', ')}.`,
  );
}

function auditPolicy({ policy, action, reviewType }: ReviewRequested, terms: RuleTerms): readonly Breach[] {
  const wanted = {
    minApprovals: terms.minApprovals,
    distinctApprovers: terms.distinctApprovers,
    forbidAdminSelfApproval: terms.forbidAdminSelfApproval,
    forceApprovalGroups: [...new Set(terms.forceApprovalGroups)],
    amending: terms.amending ?? (action === 'accept' ? 'allowed' : 'second-person'),
    reasonRequired: terms.reasonRequired,
    grantTtlSeconds: terms.grantTtlSeconds ?? GRANT_SECONDS[reviewType],
  };
  const [other] = Object.entries(wanted).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(policy[key as keyof typeof wanted]),
  );
  if (other === undefined) return [];
  const [key, value] = other;
  const has = JSON.stringify(policy[key as keyof typeof wanted]);
  return [breach('wrong-rule', `Its ${key} is ${has}, and its rule says ${JSON.stringify(value)}.`)];
}

/** A request can only ask for less than its rule gives. */
function auditGrant(event: ReviewRequested, terms: RuleTerms): readonly Breach[] {
  const { at, reviewType, accessDurationSeconds: seconds, deadline, timeWindow = null } = event;
  const most = terms.accessDurationSeconds ?? terms.grantTtlSeconds ?? Infinity;
  const latest = terms.ttlSeconds === null ? Infinity : at + 1000 * terms.ttlSeconds;
  const isWindow = timeWindow?.start === terms.timeWindow?.start && timeWindow?.end === terms.timeWindow?.end;
  return [
    ...unless(
      terms.type === null || terms.type === reviewType,
      'wrong-rule',
      `It is ${reviewType}, and its rule says ${terms.type ?? ''}.`,
    ),
    ...unless(
      seconds <= most && (seconds > 0 || terms.accessDurationSeconds === null),
      'wrong-rule',
      `It gives access for ${seconds} s, and its rule for ${most} s at most.`,
    ),
    ...unless(
      latest === Infinity || (deadline !== null && deadline <= latest),
      'wrong-rule',
      'It may stay pending for longer than its rule says.',
    ),
    ...unless(isWindow, 'wrong-rule', 'It has not the time window of its rule.'),
  ];
}

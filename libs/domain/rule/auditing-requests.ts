import {
  type Breach,
  breach,
  type Holder,
  holderName,
  type ReviewRequested,
  unless,
} from '@countersign/review';
import type { Rule, RuleEvent, RuleMatch, RulesState, RuleTerms } from './rule';

const GRANT_SECONDS = { onetime: 86_400, jit: 900 } as const;

/** Whether a rule is about such a request: of what it names nothing is left out. */
function isAbout(
  { kinds, actions, labels }: RuleMatch,
  { subject, action, labels: own }: ReviewRequested,
): boolean {
  const isSaid = (key: string, value: string): boolean =>
    Object.entries(own).some(([name, given]) => name === key && given === value);
  return (
    (kinds.length === 0 || kinds.some((kind) => kind === subject.kind)) &&
    (actions.length === 0 || actions.some((one) => one === action)) &&
    !Object.entries(labels.allOf).some(([key, value]) => !isSaid(key, value)) &&
    (labels.anyOf.length === 0 || labels.anyOf.some(({ key, value }) => isSaid(key, value)))
  );
}

/** The lowest priority wins, and of two with the same the name that sorts first. */
function dueRule({ rules }: RulesState, event: ReviewRequested): Rule | null {
  let due: Rule | null = null;
  for (const rule of rules) {
    if (!isAbout(rule.match, event)) continue;
    const isBefore =
      due === null ||
      rule.priority < due.priority ||
      (rule.priority === due.priority && rule.name < due.name);
    if (isBefore) due = rule;
  }
  return due;
}

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
  return [
    ...unless(
      isAbout(terms.match, event),
      'wrong-rule',
      `The rule ${rule} is not about this kind of request.`,
    ),
    ...auditSlots(event, terms),
    ...auditPolicy(event, terms),
    ...auditGrant(event, terms),
  ];
}

/**
 * A request that pins no rule, or another one, although one that matches it stood. `standing`: what the rules were where
 * it stands in the log, the latest first, and what they had been up to a little before, which it may still have read.
 */
export function auditRuleChoice(event: ReviewRequested, standing: readonly RulesState[]): readonly Breach[] {
  const { rule, ruleRevision } = event.policy;
  const due = standing.map((rules) => dueRule(rules, event));
  if (due.some((one) => (one?.name ?? null) === rule && (one?.revision ?? null) === ruleRevision)) return [];
  const [first = null] = due;
  const given = rule === null ? 'no rule' : `${rule} of revision ${ruleRevision ?? 'none'}`;
  const stood = first === null ? 'none matched it' : `${first.name} of revision ${first.revision} stood`;
  return [breach('rule-passed-over', `It obeys ${given}, although ${stood}.`)];
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

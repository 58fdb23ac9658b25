import { LONGEST_JIT_SECONDS } from './deciding';
import type { ReviewRequested } from './events';
import type { Holder, Policy } from './review';
import { daily, holder, listed, moment, quoted, seconds, word } from './wording';

/** What was asked for, by whom it can be decided, and until when. */
export function toldDemand(event: ReviewRequested): string {
  const { subject, policy, personal } = event;
  const id = subject.id === null ? '' : ` ${word(subject.id)}`;
  return [
    `${word(event.action)} ${word(subject.kind)}${id}`,
    personal === null ? '' : `, titled ${quoted(personal.title)}`,
    personal?.rationale ? `, because ${quoted(personal.rationale)}` : '',
    policy.rule === null ? '' : `, under rule ${word(policy.rule)} of revision ${policy.ruleRevision ?? 0}`,
    demanded(event.slots, policy),
    event.assignee === null ? '' : `, assigned to ${word(event.assignee)}`,
    policy.forceApprovalGroups.length === 0
      ? ''
      : `, which ${listed(policy.forceApprovalGroups.map(groupNamed), 'or')} may force`,
    used(event),
    daily(event.timeWindow),
    event.deadline === null ? '' : `, to be decided by ${moment(event.deadline)}`,
  ].join('');
}

/** How often what was asked for may be done, and for how long. */
function used({ reviewType, accessDurationSeconds: own, policy }: ReviewRequested): string {
  const given = own > 0 ? own : policy.grantTtlSeconds;
  switch (reviewType) {
    case 'onetime':
      return `, for one use within ${seconds(given)} of its approval`;
    case 'jit':
      return `, for any number of uses within ${seconds(Math.min(given, LONGEST_JIT_SECONDS))} of its approval`;
  }
}

const groupNamed = (group: string): string => `group ${word(group)}`;

function demanded(slots: readonly Holder[], { minApprovals, addedSlots, distinctApprovers }: Policy): string {
  const own = slots.slice(0, slots.length - addedSlots);
  const added = slots.slice(own.length).map(holder);
  const ofRule = own.map(holder);
  const isPart = minApprovals > 0 && minApprovals < own.length;
  const needed = isPart ? [`${minApprovals} of ${listed(ofRule)}`, ...added] : [...ofRule, ...added];
  if (needed.length === 0) return '';
  const distinct = distinctApprovers ? ', each a different person' : '';
  return `, to be approved by ${listed(needed)}${distinct}`;
}

import type { Occasion } from './occasion';
import { isAuditorOnly, isEnough, isSame, lacksSecondPerson, listed } from './auditing-consent';
import { auditDeadline } from './auditing-decisions';
import { type Breach, unless } from './breach';
import type { AssigneeChanged, ProposalAmended, ReviewRequested, ReviewWithdrawn } from './events';
import { patched } from './auditing-patches';
import { isDaily, windowed } from './auditing-windows';
import { digestOf } from './proposal';
import type { Holder, JsonObject, Policy, Review } from './review';

const GRANT_SECONDS = { onetime: 86_400, jit: 900 } as const;

/** The request, but for what its rule says, which is known beside the rule only. */
export function auditRequest(event: ReviewRequested): readonly Breach[] {
  const { by, digest, personal, slots, policy, timeWindow } = event;
  return [
    ...unless(!isAuditorOnly(by), 'barred', `${by.id} is an auditor, and auditors do not ask.`),
    ...(personal === null ? [] : auditDigest(digest, personal.payload)),
    ...unless(
      slots.length > 0 && isSatisfiable(policy, slots, by.id),
      'unsatisfiable',
      'Nobody but its own requester could give the approval.',
    ),
    ...unless(
      timeWindow === undefined || isDaily(timeWindow),
      'invalid-terms',
      `Its time window is ${timeWindow === undefined ? 'none' : windowed(timeWindow)}, which no clock shows.`,
    ),
    ...(policy.rule === null ? auditPlainPolicy(event) : []),
  ];
}

function auditDigest(digest: string, payload: JsonObject): readonly Breach[] {
  const own = digestOf(payload);
  return unless(own === digest, 'wrong-digest', `Its content has the digest ${own}, and it says ${digest}.`);
}

function isSatisfiable(policy: Policy, slots: readonly Holder[], requester: string): boolean {
  return isEnough(
    { policy },
    slots.map((holder) => holder.kind !== 'user' || holder.user !== requester),
  );
}

/** Without a rule a request cannot ask for what only a rule may say. */
function auditPlainPolicy({ policy, action, reviewType, timeWindow }: ReviewRequested): readonly Breach[] {
  const { ruleRevision, addedSlots, distinctApprovers, forbidAdminSelfApproval } = policy;
  const amending = action === 'accept' ? 'allowed' : 'second-person';
  const isPlain =
    ruleRevision === null &&
    addedSlots === 0 &&
    !distinctApprovers &&
    !forbidAdminSelfApproval &&
    policy.amending === amending &&
    policy.reasonRequired.length === 0 &&
    policy.grantTtlSeconds === GRANT_SECONDS[reviewType] &&
    timeWindow === undefined;
  return unless(isPlain, 'wrong-policy', 'It obeys no rule, and has terms that only a rule gives.');
}

/** New content comes with the approval that brought it, as the rule allows. */
export function auditAmendment(event: ProposalAmended, { before, later }: Occasion): readonly Breach[] {
  const { by, voidedSlots } = event;
  const { policy, slots } = before;
  const approval = later?.type === 'ApprovalGiven' || later?.type === 'ReviewForced' ? later : null;
  const approved = slots.flatMap(({ status }, index) => (status === 'APPROVED' ? [index] : []));
  return [
    ...unless(policy.amending !== 'forbidden', 'forbidden-amendment', 'The rule forbids amendments.'),
    ...unless(
      policy.amending !== 'second-person' || approval?.type !== 'ReviewForced',
      'forbidden-amendment',
      'It needs a second person and was forced.',
    ),
    ...unless(
      approval === null || approval.by.id === by,
      'wrong-amendment',
      `It is of ${by}, and the approval with it of ${approval?.by.id ?? 'nobody'}.`,
    ),
    ...auditContent(event, before, approval?.personal?.amendments ?? null),
    ...unless(
      isSame(voidedSlots, approved),
      'wrong-slots',
      `It voids the slots ${listed(voidedSlots)}, and ${listed(approved)} were approved.`,
    ),
    ...auditDeadline(event.at, before),
  ];
}

/** What is sealed, or was wrong before, cannot be held against the amendment. */
function auditContent(
  { digest, personal }: ProposalAmended,
  { proposal }: Review,
  amendments: JsonObject | string | null,
): readonly Breach[] {
  const isKnown = personal !== null && amendments !== null && digestOf(proposal.payload) === proposal.digest;
  return [
    ...(personal === null ? [] : auditDigest(digest, personal.payload)),
    ...unless(digest !== proposal.digest, 'wrong-amendment', 'It amends nothing.'),
    ...unless(
      !isKnown || amends(proposal.payload, amendments, digest),
      'wrong-amendment',
      'Its content is not what the amendment of the approval makes of the content before.',
    ),
  ];
}

function amends(payload: JsonObject, amendments: JsonObject | string, digest: string): boolean {
  const made = patched(payload, amendments);
  return made !== null && digestOf(made) === digest;
}

export function auditWithdrawal(event: ReviewWithdrawn, { before }: Occasion): readonly Breach[] {
  const { by } = event;
  return [
    ...unless(
      by.id === before.requester.id,
      'not-requester',
      `${by.id} withdrew what ${before.requester.id} had asked for.`,
    ),
    ...unless(!isAuditorOnly(by), 'barred', `${by.id} is an auditor, and auditors do not withdraw.`),
    ...auditDeadline(event.at, before),
  ];
}

export function auditReassignment(event: AssigneeChanged, { before }: Occasion): readonly Breach[] {
  const { by, assignee, slot } = event;
  const { slots, policy, requester } = before;
  const follows = slotOfAssignee(before);
  const holders = slots.map(({ holder }, index): Holder => {
    return index === slot && assignee !== null ? { kind: 'user', user: assignee } : holder;
  });
  return [
    ...unless(by.kind === 'human', 'barred', `${by.id} is an agent, and agents do not reassign.`),
    ...unless(by.roles.includes('admin'), 'not-eligible', `${by.id} is no administrator.`),
    ...unless(assignee !== before.assignee, 'changes-nothing', 'The assignee is whom it was before.'),
    ...unless(
      slot === follows,
      'wrong-slots',
      follows === null ? 'A slot follows that was not his.' : `Slot ${follows} was his and does not follow.`,
    ),
    ...unless(
      slot === null || isSatisfiable(policy, holders, requester.id),
      'unsatisfiable',
      'Nobody but its own requester could give the approval.',
    ),
    ...auditDeadline(event.at, before),
  ];
}

/** The only slot, where the assignee has it for want of rule and groups, and has not filled it for good. */
function slotOfAssignee(review: Review): number | null {
  const { policy, slots, assignee } = review;
  const [only, ...others] = slots;
  const isHis = only?.holder.kind === 'user' && only.holder.user === assignee;
  const isOpen = only?.status === 'PENDING' || lacksSecondPerson(review);
  return isHis && isOpen && others.length === 0 && policy.rule === null ? 0 : null;
}

import { corrupt } from './corrupt';
import { executed } from './evolve-execution';
import { personOf } from './principal';
import type {
  ApprovalGiven,
  AssigneeChanged,
  DecisionEvent,
  OutcomeEvent,
  ProposalAmended,
  ReviewEvent,
  ReviewExpired,
  ReviewForced,
  ReviewRequested,
  ReviewWithdrawn,
} from './events';
import type {
  Decision,
  Entry,
  ExpiredReview,
  ExtraEntry,
  Outcome,
  PendingReview,
  Review,
  ReviewState,
  Slot,
  Verdict,
  WithdrawnReview,
} from './review';

const OPEN: Entry = {
  status: 'PENDING',
  by: null,
  at: null,
  forced: false,
  selfApproved: false,
  voided: false,
};
const ENTRY_STATUS = { approve: 'APPROVED', reject: 'REJECTED', revoke: 'REVOKED' } as const;

/**
 * The next state. `eventId` is the event's id in the store, shown by the APIs.
 *
 * Throws for a history that no sequence of accepted commands can have written, and for nothing else: an event is a
 * fact, no rule is asked again.
 */
export function evolve(state: ReviewState, event: ReviewEvent, eventId: string): Review {
  if (event.type === 'ReviewRequested') {
    if (state !== null) throw corrupt(event, 'requested twice');
    return requested(event, eventId);
  }
  if (state === null) throw corrupt(event, 'before the request');
  const review: Review = { ...state, revision: state.revision + 1, updatedAt: event.at };
  switch (event.type) {
    case 'ProposalAmended':
      return amended(review, event);
    case 'ApprovalGiven':
    case 'RejectionGiven':
    case 'RevocationGiven':
    case 'ReviewForced':
      return decided(review, event, eventId);
    case 'ReviewApproved':
    case 'ReviewRejected':
    case 'ReviewRevoked':
      return settled(review, event, eventId);
    case 'AssigneeChanged':
      return reassigned(review, event);
    case 'ReviewExpired':
      return expired(review, event, eventId);
    case 'ReviewWithdrawn':
      return withdrawn(review, event, eventId);
    case 'ExecutionClaimed':
    case 'LeaseExtended':
    case 'ExecutionReported':
    case 'LeaseLost':
    case 'ExecutionReconciled':
      return executed(review, event, eventId);
  }
}

function requested(event: ReviewRequested, eventId: string): PendingReview {
  const { personal, digest, at, by } = event;
  return {
    status: 'PENDING',
    id: event.review,
    workspace: event.workspace,
    session: event.session,
    requester: { ...by, ...personOf(by.id, personal?.by) },
    requestedAt: at,
    requestedEventId: eventId,
    subject: event.subject,
    action: event.action,
    reviewType: event.reviewType,
    accessDurationSeconds: event.accessDurationSeconds,
    deadline: event.deadline,
    assignee: event.assignee,
    labels: event.labels,
    links: event.links,
    idempotencyKey: event.idempotencyKey,
    policy: event.policy,
    slots: event.slots.map((holder) => ({ ...OPEN, holder })),
    extraEntries: [],
    proposal: {
      version: 1,
      digest,
      title: personal?.title ?? '',
      rationale: personal?.rationale ?? null,
      payload: personal?.payload ?? {},
    },
    versions: [{ version: 1, digest, by: by.id, at }],
    decisions: [],
    candidateMemories: personal?.candidateMemories ?? [],
    timeWindow: event.timeWindow ?? null,
    leases: [],
    claims: 0,
    revision: 0,
    updatedAt: at,
  };
}

function amended(review: Review, event: ProposalAmended): Review {
  const { version, digest, by, at, voidedSlots, personal } = event;
  if (review.status !== 'PENDING') throw corrupt(event, `on a review that is ${review.status}`);
  if (version !== review.proposal.version + 1) throw corrupt(event, `to version ${version}`);
  return {
    ...review,
    proposal: { ...review.proposal, version, digest, payload: personal?.payload ?? {} },
    versions: [...review.versions, { version, digest, by, at }],
    slots: review.slots.map((slot, index) =>
      voidedSlots.includes(index) ? { ...OPEN, holder: slot.holder, voided: true } : slot,
    ),
    decisions: review.decisions.map((decision) => ({ ...decision, voided: true })),
  };
}

function decided(review: Review, event: DecisionEvent, eventId: string): Review {
  if (review.status !== 'PENDING' && review.status !== 'APPROVED') {
    throw corrupt(event, `on a review that is ${review.status}`);
  }
  if (event.slots.some((slot) => review.slots[slot] === undefined)) {
    throw corrupt(event, `in slots ${event.slots.join(', ')} of ${review.slots.length}`);
  }
  const decision = decisionOf(event, eventId);
  const decisions = [
    ...review.decisions.map((earlier) =>
      earlier.by.id === decision.by.id ? { ...earlier, voided: true } : earlier,
    ),
    decision,
  ];
  return {
    ...review,
    decisions,
    slots: slotsAfter(review, event, decisions),
    extraEntries: extraEntriesAfter(review.extraEntries, event, decision),
    timeWindow: timeWindowOf(event) ?? review.timeWindow,
  };
}

function decisionOf(event: DecisionEvent, eventId: string): Decision {
  const approval = event.type === 'ApprovalGiven' || event.type === 'ReviewForced' ? event : null;
  return {
    eventId,
    verdict: verdictIn(event),
    by: personOf(event.by.id, event.personal?.by),
    at: event.at,
    note: event.personal?.note ?? null,
    version: event.version,
    slots: event.slots,
    forced: event.type === 'ReviewForced',
    selfApproved: approval?.selfApproved ?? false,
    amendments: approval?.personal?.amendments ?? null,
    voided: false,
    outcomeEventId: null,
  };
}

function verdictIn(event: DecisionEvent): Verdict {
  switch (event.type) {
    case 'ApprovalGiven':
      return 'approve';
    case 'RejectionGiven':
      return 'reject';
    case 'RevocationGiven':
      return 'revoke';
    case 'ReviewForced':
      return event.verdict;
  }
}

function timeWindowOf(event: DecisionEvent): Review['timeWindow'] {
  return 'timeWindow' in event ? event.timeWindow : null;
}

function entryOf({ verdict, by, at, forced, selfApproved }: Decision): Entry {
  return { status: ENTRY_STATUS[verdict], by, at, forced, selfApproved, voided: false };
}

function slotsAfter(review: Review, event: DecisionEvent, decisions: readonly Decision[]): readonly Slot[] {
  const assignment = 'assignment' in event ? event.assignment : null;
  if (assignment !== null) return assigned(review, event as ApprovalGiven | ReviewForced, decisions);
  const entry = entryOf(decisions.at(-1) as Decision);
  return review.slots.map((slot, index) =>
    event.slots.includes(index) ? { ...entry, holder: slot.holder } : slot,
  );
}

/** Under `distinctApprovers` the slots show who counts for them, as recorded; nothing is matched again. */
function assigned(
  review: Review,
  event: ApprovalGiven | ReviewForced,
  decisions: readonly Decision[],
): readonly Slot[] {
  return review.slots.map(({ holder, voided }, index) => {
    const approver = event.assignment?.[index] ?? null;
    if (approver === null) return { ...OPEN, holder, voided };
    const standing = decisions.findLast((decision) => decision.by.id === approver && !decision.voided);
    if (standing === undefined) throw corrupt(event, `counts ${approver}, who has not approved`);
    return { ...entryOf(standing), holder };
  });
}

/** One entry a person and group: a later decision replaces it, so that indices stay. */
function extraEntriesAfter(
  entries: readonly ExtraEntry[],
  event: DecisionEvent,
  decision: Decision,
): readonly ExtraEntry[] {
  const group = event.extraEntry;
  if (group === null) return entries;
  const entry = { ...entryOf(decision), group };
  const index = entries.findIndex((other) => other.group === group && other.by?.id === decision.by.id);
  return index === -1 ? [...entries, entry] : entries.with(index, entry);
}

function settled(review: Review, event: OutcomeEvent, eventId: string): Review {
  const decision = review.decisions.at(-1);
  if (decision === undefined) throw corrupt(event, 'without a decision');
  const outcome: Outcome = { by: decision.by, at: event.at, note: decision.note, eventId };
  const decisions = review.decisions.with(-1, { ...decision, outcomeEventId: eventId });
  switch (event.type) {
    case 'ReviewApproved':
      if (review.status !== 'PENDING') throw corrupt(event, `on a review that is ${review.status}`);
      return { ...review, status: 'APPROVED', decisions, outcome, accessUntil: event.accessUntil };
    case 'ReviewRejected':
      if (review.status === 'PENDING')
        return { ...review, status: 'REJECTED', decisions, outcome, accessUntil: null };
      if (review.status === 'APPROVED') return { ...review, status: 'REJECTED', decisions, outcome };
      throw corrupt(event, `on a review that is ${review.status}`);
    case 'ReviewRevoked':
      if (review.status === 'APPROVED') return { ...review, status: 'REVOKED', decisions, outcome };
      throw corrupt(event, `on a review that is ${review.status}`);
  }
}

function expired(review: Review, event: ReviewExpired, eventId: string): ExpiredReview {
  const { at, deadline } = event;
  if (review.status !== 'PENDING') throw corrupt(event, `on a review that is ${review.status}`);
  if (review.deadline !== deadline) throw corrupt(event, 'by a deadline that the review has not');
  return { ...review, status: 'EXPIRED', deadline, expiredAt: at, expiredEventId: eventId };
}

function withdrawn(review: Review, event: ReviewWithdrawn, eventId: string): WithdrawnReview {
  const { at, by, personal } = event;
  const own: Outcome = {
    by: personOf(by.id, personal?.by),
    at,
    note: personal?.note ?? null,
    eventId,
  };
  switch (review.status) {
    case 'PENDING':
      return { ...review, status: 'WITHDRAWN', approval: null, accessUntil: null, withdrawn: own };
    case 'APPROVED': {
      const { outcome: approval, ...rest } = review;
      return { ...rest, status: 'WITHDRAWN', approval, withdrawn: own };
    }
    case 'REJECTED':
    case 'REVOKED':
    case 'EXPIRED':
    case 'WITHDRAWN':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN':
      throw corrupt(event, `on a review that is ${review.status}`);
  }
}

function reassigned(review: Review, event: AssigneeChanged): Review {
  const { assignee, slot } = event;
  if (review.status !== 'PENDING') throw corrupt(event, `on a review that is ${review.status}`);
  if (slot === null) return { ...review, assignee };
  const held = review.slots[slot];
  if (held === undefined || assignee === null) throw corrupt(event, `in slot ${slot}`);
  return {
    ...review,
    assignee,
    // What stood in it was said by somebody whose slot it is no longer.
    slots: review.slots.with(slot, {
      ...OPEN,
      voided: held.voided,
      holder: { kind: 'user', user: assignee },
    }),
  };
}

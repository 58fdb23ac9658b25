import type { ReviewFilter } from '@countersign/projections';
import {
  entryId,
  type Entry,
  type ExtraEntry,
  holderName,
  type Principal,
  type Review,
  type ReviewDecision,
  type ReviewWish,
  type Seen,
  type Slot,
} from '@countersign/review';
import type { AskBody, DecideBody, GroupEntryBody, ListQuery, ReviewBody, StatusWord } from './schema';
import { timeWindowBody, toTimeWindow } from './time-window';

const NANOSECONDS = 1_000_000_000;

type Verdict = 'APPROVED' | 'REJECTED' | 'REVOKED';

/** A validated status word, in the letter case of the rules. */
export const verdictOf = (body: DecideBody): Verdict => body.status.toUpperCase() as Verdict;

export function toDecision(body: DecideBody, actor: Principal, at: number, seen: Seen): ReviewDecision {
  const decision = {
    actor,
    at,
    seen,
    note: body.rejection_reason ?? null,
    force: body.force_review ?? false,
    pendingOnly: false,
  };
  switch (verdictOf(body)) {
    case 'APPROVED': {
      const given = body.time_window ?? null;
      const timeWindow = given === null ? null : toTimeWindow(given);
      return { ...decision, kind: 'ApproveReview', amendments: null, timeWindow };
    }
    case 'REJECTED':
      return { ...decision, kind: 'RejectReview' };
    case 'REVOKED':
      return { ...decision, kind: 'RevokeReview' };
  }
}

/** Where a review asked for through this API comes from: its id, its session and its idempotency key. */
interface Origin {
  readonly review: string;
  readonly session: string;
  readonly key: string | null;
}

export function toRequest(body: AskBody, actor: Principal, at: number, origin: Origin): ReviewWish {
  const type = body.type ?? 'onetime';
  return {
    kind: 'RequestReview',
    at,
    actor,
    review: origin.review,
    session: origin.session,
    subject: { kind: 'session', id: origin.session },
    action: type === 'jit' ? 'connect' : 'exec',
    title: null,
    rationale: null,
    payload: { connection: body.connection ?? null, input: body.input ?? null },
    links: { thread: null, turn: null, toolCall: null, changeset: null },
    labels: {},
    assignee: null,
    deadline: null,
    type,
    accessDurationSeconds: body.access_duration_sec ?? 0,
    groups: body.groups ?? [],
    minApprovals: body.min_approvals ?? 0,
    forceApprovalGroups: body.force_approval_groups ?? [],
    candidateMemories: [],
    idempotencyKey: origin.key,
  };
}

/** The domain's statuses that are shown as this word. */
const SHOWN_AS: Readonly<Record<StatusWord, ReviewFilter>> = {
  PENDING: { status: ['PENDING'] },
  APPROVED: { status: ['APPROVED'] },
  REJECTED: { status: ['REJECTED', 'EXPIRED', 'WITHDRAWN'], withdrawnAfterApproval: false },
  REVOKED: { status: ['REVOKED', 'WITHDRAWN'], withdrawnAfterApproval: true },
  PROCESSING: { status: ['PROCESSING'] },
  EXECUTED: { status: ['EXECUTED'] },
  UNKNOWN: { status: ['UNKNOWN'] },
};

export function toFilter({ status, type, user }: ListQuery, caller: Principal): ReviewFilter {
  return {
    ...(status !== undefined && SHOWN_AS[status.toUpperCase() as StatusWord]),
    ...(type !== undefined && { reviewType: type }),
    ...(user !== undefined && { requester: caller.id }),
  };
}

export function toBody(review: Review): ReviewBody {
  const reason = rejectionReason(review);
  return {
    id: review.id,
    session: review.session,
    type: review.reviewType,
    access_duration: review.accessDurationSeconds * NANOSECONDS,
    status: statusWord(review),
    revoke_at: timestamp('accessUntil' in review ? review.accessUntil : null),
    created_at: time(review.requestedAt),
    review_groups_data: [...review.slots, ...review.extraEntries].map((entry, index) =>
      entryBody(entryId(review.id, index), entry),
    ),
    time_window: review.timeWindow === null ? null : timeWindowBody(review.timeWindow),
    access_request_rule_name: review.policy.rule,
    min_approvals: review.policy.minApprovals,
    force_approval_groups: [...review.policy.forceApprovalGroups],
    ...(reason !== null && { rejection_reason: reason }),
  };
}

function statusWord(review: Review): StatusWord {
  switch (review.status) {
    case 'PENDING':
    case 'APPROVED':
    case 'REJECTED':
    case 'REVOKED':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN':
      return review.status;
    case 'EXPIRED':
      return 'REJECTED';
    case 'WITHDRAWN':
      return review.approval === null ? 'REJECTED' : 'REVOKED';
  }
}

function rejectionReason(review: Review): string | null {
  switch (review.status) {
    case 'PENDING':
    case 'APPROVED':
    case 'REVOKED':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN':
      return null;
    case 'REJECTED':
      return review.outcome.note;
    case 'EXPIRED':
      return 'expired';
    case 'WITHDRAWN':
      return 'withdrawn by the requester';
  }
}

function entryBody(id: string, entry: Slot | ExtraEntry): GroupEntryBody {
  const group = 'holder' in entry ? holderName(entry.holder) : entry.group;
  const { status, by, at, forced }: Entry = entry.voided
    ? { ...entry, status: 'PENDING', by: null, at: null, forced: false }
    : entry;
  return {
    id,
    group,
    status,
    reviewed_by: by === null ? null : { id: by.id, name: by.name, email: by.email, slack_id: by.slackId },
    review_date: timestamp(at),
    forced_review: forced,
  };
}

const time = (at: number): string => new Date(at).toISOString();
const timestamp = (at: number | null): string | null => (at === null ? null : time(at));

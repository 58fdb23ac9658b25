import type { ReviewFilter } from '@countersign/projections';
import type {
  ApproveReview,
  Outcome,
  Principal,
  RejectReview,
  Review,
  ReviewStatus,
  ReviewWish,
  Seen,
} from '@countersign/review';
import type { ApprovalAnswer, ApprovalBody, AskBody, DecideBody, ListQuery, StatusWord } from './schema';

export function toRequest(
  body: AskBody,
  actor: Principal,
  at: number,
  origin: { readonly review: string; readonly key: string | null },
): ReviewWish {
  const changeset = body.subjectChangesetId ?? null;
  return {
    kind: 'RequestReview',
    at,
    actor,
    review: origin.review,
    session: body.sessionId ?? null,
    subject: { kind: body.subjectKind, id: changeset },
    action: body.actionKind,
    title: body.title ?? null,
    rationale: body.rationale ?? null,
    payload: body.requestPayload ?? {},
    links: {
      thread: body.threadId ?? null,
      turn: body.turnId ?? null,
      toolCall: body.toolCallId ?? null,
      changeset,
    },
    labels: body.labels ?? {},
    assignee: body.assignedUserId ?? null,
    deadline: typeof body.expiresAt === 'string' ? Date.parse(body.expiresAt) : null,
    type: 'onetime',
    accessDurationSeconds: 0,
    groups: [],
    minApprovals: 0,
    forceApprovalGroups: [],
    candidateMemories: body.candidateMemories ?? [],
    idempotencyKey: origin.key,
  };
}

function decisionOf(body: DecideBody, actor: Principal, at: number, seen: Seen): Omit<RejectReview, 'kind'> {
  return { actor, at, seen, note: body.note ?? null, force: false, pendingOnly: true };
}

export function toApproval(body: DecideBody, actor: Principal, at: number, seen: Seen): ApproveReview {
  return { ...decisionOf(body, actor, at, seen), kind: 'ApproveReview', amendments: null, timeWindow: null };
}

export function toRejection(body: DecideBody, actor: Principal, at: number, seen: Seen): RejectReview {
  return { ...decisionOf(body, actor, at, seen), kind: 'RejectReview' };
}

/** The domain's statuses that are shown as this word. */
const SHOWN_AS: Readonly<Record<StatusWord, readonly string[]>> = {
  pending: ['PENDING'],
  approved: ['APPROVED', 'PROCESSING', 'EXECUTED', 'UNKNOWN'],
  rejected: ['REJECTED'],
  revoked: ['REVOKED'],
  expired: ['EXPIRED'],
  withdrawn: ['WITHDRAWN'],
};

export function toFilter(query: ListQuery, caller: Principal): ReviewFilter {
  const { subject_kind: subjectKind, changesetId, status, thread_id: thread, assignedToMe } = query;
  return {
    ...(subjectKind !== undefined && { subjectKind }),
    ...(changesetId !== undefined && { changeset: changesetId }),
    ...(status !== undefined && { status: SHOWN_AS[status] }),
    ...(thread !== undefined && { thread }),
    ...(assignedToMe && { assignee: caller.id }),
  };
}

export const toAnswer = (review: Review): ApprovalAnswer => ({ approval: toBody(review) });

/** All 23 fields, null where there is nothing. */
export function toBody(review: Review): ApprovalBody {
  return {
    actionKind: review.action,
    assignedUserId: review.assignee,
    createdAt: time(review.requestedAt),
    expiresAt: timestamp(review.deadline),
    id: review.id,
    idempotencyKey: review.idempotencyKey,
    rationale: review.proposal.rationale,
    requestPayload: review.proposal.payload,
    requestedEventId: review.requestedEventId,
    requesterUserId: review.requester.id,
    ...resolutionOf(review),
    status: statusWord(review.status),
    subjectChangesetId: review.links.changeset,
    subjectKind: review.subject.kind,
    threadId: review.links.thread,
    title: review.proposal.title,
    toolCallId: review.links.toolCall,
    turnId: review.links.turn,
    updatedAt: time(review.updatedAt),
    workspaceId: review.workspace,
  };
}

type Resolution = Pick<ApprovalBody, 'resolutionNote' | 'resolvedAt' | 'resolvedBy' | 'resolvedEventId'>;

function resolutionOf(review: Review): Resolution {
  switch (review.status) {
    case 'PENDING':
      return { resolutionNote: null, resolvedAt: null, resolvedBy: null, resolvedEventId: null };
    case 'APPROVED':
    case 'REJECTED':
    case 'REVOKED':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN':
      return resolvedBy(review.outcome);
    case 'WITHDRAWN':
      return resolvedBy(review.withdrawn);
    case 'EXPIRED': {
      const { expiredAt, expiredEventId } = review;
      return {
        resolutionNote: null,
        resolvedAt: time(expiredAt),
        resolvedBy: null,
        resolvedEventId: expiredEventId,
      };
    }
  }
}

function resolvedBy({ note, at, by, eventId }: Outcome): Resolution {
  return { resolutionNote: note, resolvedAt: time(at), resolvedBy: by.id, resolvedEventId: eventId };
}

function statusWord(status: ReviewStatus): StatusWord {
  switch (status) {
    case 'PENDING':
      return 'pending';
    case 'APPROVED':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN':
      return 'approved';
    case 'REJECTED':
      return 'rejected';
    case 'REVOKED':
      return 'revoked';
    case 'EXPIRED':
      return 'expired';
    case 'WITHDRAWN':
      return 'withdrawn';
  }
}

const time = (at: number): string => new Date(at).toISOString();
const timestamp = (at: number | null): string | null => (at === null ? null : time(at));

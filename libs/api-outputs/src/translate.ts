import type { DecisionFilter, DecisionRow, MemoryRow } from '@countersign/projections';
import {
  type ApproveReview,
  type JsonObject,
  type Principal,
  type RejectReview,
  type Review,
  type ReviewWish,
  type Seen,
} from '@countersign/review';
import type { HistoryAnswer, MemoriesAnswer, PendingAnswer, RequestedAnswer } from './answers';
import type { ApproveBody, HistoryQuery, RejectBody, RequestBody } from './schema';

/** Who wishes something, and when the wish came in. */
interface Wisher {
  readonly actor: Principal;
  readonly at: number;
}

/** An output under review: its action is `accept`, its payload `{content}`. */
export function toRequest(
  wisher: Wisher,
  address: { readonly session: string; readonly review: string; readonly idempotencyKey: string | null },
  body: RequestBody,
): ReviewWish {
  return {
    kind: 'RequestReview',
    ...wisher,
    ...address,
    subject: { kind: body.review_type, id: null },
    action: 'accept',
    title: null,
    rationale: null,
    payload: { content: body.content },
    links: { thread: null, turn: null, toolCall: null, changeset: null },
    labels: { module: body.module_name },
    assignee: null,
    deadline: null,
    type: 'onetime',
    accessDurationSeconds: 0,
    groups: [],
    minApprovals: 0,
    forceApprovalGroups: [],
    candidateMemories: body.candidate_memories ?? [],
  };
}

export function toApproval(wisher: Wisher, seen: Seen, body: ApproveBody): ApproveReview {
  const amendments = body.amendments ?? null;
  return {
    kind: 'ApproveReview',
    ...wisher,
    seen,
    note: body.note ?? null,
    amendments,
    force: false,
    pendingOnly: true,
    timeWindow: null,
  };
}

export function toRejection(wisher: Wisher, seen: Seen, body: RejectBody): RejectReview {
  return {
    kind: 'RejectReview',
    ...wisher,
    seen,
    note: body.reason ?? null,
    force: false,
    pendingOnly: true,
  };
}

/** What an amendment would put into the payload, as far as its size matters. */
export function amendedPart(amendments: JsonObject | string | null | undefined): JsonObject {
  if (amendments === null || amendments === undefined) return {};
  return typeof amendments === 'string' ? { content: amendments } : amendments;
}

export function toFilter(query: HistoryQuery): DecisionFilter {
  const { module_name, decision, session_id, user_id, from, to } = query;
  return {
    ...(module_name === undefined ? {} : { moduleName: module_name }),
    ...(decision === undefined ? {} : { verdict: decision }),
    ...(session_id === undefined ? {} : { session: session_id }),
    ...(user_id === undefined ? {} : { userId: user_id }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

export function pendingAnswer(session: string, review: Review | null): PendingAnswer {
  return {
    session_id: session,
    has_pending: review !== null,
    review: review && {
      module_name: review.labels['module'] ?? review.action,
      review_type: review.subject.kind,
      content: contentOf(review.proposal.payload),
      requested_at: timeOf(review.requestedAt),
    },
  };
}

export function requestedAnswer(review: Review): RequestedAnswer {
  return {
    session_id: review.session,
    review_id: review.id,
    requested_at: timeOf(review.requestedAt),
  };
}

export function historyAnswer(
  { items, total }: { readonly items: readonly DecisionRow[]; readonly total: number },
  { limit, offset }: HistoryQuery,
): HistoryAnswer {
  return { items: items.map(historyItem), total, limit, offset };
}

function historyItem(row: DecisionRow): HistoryAnswer['items'][number] {
  return {
    id: row.number,
    session_id: row.session,
    module_name: row.moduleName,
    review_type: row.subjectKind,
    decision: row.verdict,
    amendments: row.amendments,
    user_id: row.userId,
    memory_ids: row.memoryIds,
    requested_at: timeOf(row.requestedAt),
    decided_at: timeOf(row.decidedAt),
  };
}

export function memoriesAnswer(session: string, rows: readonly MemoryRow[]): MemoriesAnswer {
  return {
    session_id: session,
    memories: rows.map(({ id, content, createdAt }) => ({ id, content, created_at: timeOf(createdAt) })),
    count: rows.length,
  };
}

/** RFC 3339, UTC. */
export const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

function contentOf(payload: JsonObject): string {
  const { content } = payload;
  return typeof content === 'string' ? content : JSON.stringify(payload);
}

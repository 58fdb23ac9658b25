import type { StreamMessage } from '@countersign/http';
import { approvalsCounted, approvalsNeeded, type Review } from '@countersign/review';
import { timeOf } from './translate';

const NODE = 'crystallise';

/** What a message says: where in the log it stands, and when it happened, UTC milliseconds. */
interface Moment {
  readonly position: { toString(): string };
  readonly at: number;
}

/** The first message: what became of the decision. One that settles nothing leaves the status as it is. */
export function decidedMessage(
  review: Review,
  decision: 'approve' | 'reject',
  position: Moment['position'],
): StreamMessage {
  const { session } = review;
  switch (review.status) {
    case 'PENDING':
    case 'EXPIRED':
    case 'WITHDRAWN': {
      const votes = { approvals: approvalsCounted(review), needed: approvalsNeeded(review) };
      const moment = { position, at: review.updatedAt };
      return message(moment, 'review_recorded', {
        decision,
        session_id: session,
        status: review.status,
        ...votes,
      });
    }
    case 'APPROVED':
    case 'REJECTED':
    case 'REVOKED':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN': {
      const moment = { position, at: review.outcome.at };
      return decision === 'approve'
        ? message(moment, 'review_completed', { decision, session_id: session })
        : message(moment, 'review_completed', { decision, reason: review.outcome.note });
    }
  }
}

export function startedMessage(moment: Moment, runId: string): StreamMessage {
  return message(moment, 'step_started', { node: NODE, run_id: runId });
}

export function completedMessage(moment: Moment, runId: string, memoryIds: readonly string[]): StreamMessage {
  return message(moment, 'step_completed', { node: NODE, run_id: runId, memory_ids: memoryIds });
}

export function doneMessage(moment: Moment): StreamMessage {
  return message(moment, 'done', {});
}

/** The reference has no `event:` line: the name stands in the data, in this order of keys. */
function message({ position, at }: Moment, event: string, data: object): StreamMessage {
  return { id: position.toString(), data: JSON.stringify({ timestamp: timeOf(at), event, data }) };
}

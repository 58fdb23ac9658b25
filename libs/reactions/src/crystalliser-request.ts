import { runIdOf } from '@countersign/memory';
import type { Decision, Review } from '@countersign/review';
import { settlementOf } from './settlement';

/** What a crystalliser behind HTTP is told of one settlement: docs/crystalliser.md. Times are RFC 3339, UTC. */
export function crystalliserRequest(review: Review, source: string): object {
  const { id, workspace, session, subject, action, proposal, labels, requester, requestedAt } = review;
  const { decisions, isApproval } = settlementOf(review, source);
  return {
    runId: runIdOf(source),
    source,
    workspace,
    session,
    outcome: isApproval ? 'approve' : 'reject',
    review: {
      id,
      subjectKind: subject.kind,
      subjectId: subject.id,
      action,
      title: proposal.title,
      rationale: proposal.rationale,
      payload: proposal.payload,
      labels,
      requestedAt: timeOf(requestedAt),
      requester: { id: requester.id, name: requester.name },
      candidateMemories: review.candidateMemories,
      decisions: decisions.map(told),
    },
  };
}

function told({ verdict, by, at, note, amendments }: Decision): object {
  return { verdict, by: { id: by.id, name: by.name }, at: timeOf(at), note, amendments };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

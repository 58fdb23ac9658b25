import { randomUUID } from 'node:crypto';
import type { LoadJob, LoadRequest } from './job';

/** One way to ask for reviews and to decide them over HTTP. */
export interface DecisionFlow {
  readonly name: string;
  /** Asks in a session of its own. */
  ask(session: string): LoadRequest;
  readonly askedStatus: number;
  /** Where the answer to the question holds the review's id. */
  readonly idPath: string;
  decide(review: string, session: string): LoadRequest;
  /** `first-message` for an API that answers with a stream. */
  readonly until: LoadJob['until'];
}

/** What is asked for is of one size in all of them: about 300 bytes of content, a title, a reason. */
const STATEMENT = `UPDATE payments SET state = 'released' WHERE batch = 20260317 AND state = 'held' -- ${'x'.repeat(220)}`;
const NOTE = 'Checked against the ticket, fine to go';

export const FLOWS: Readonly<Record<'access' | 'approvals' | 'outputs' | 'plain', DecisionFlow>> = {
  access: {
    name: 'access',
    ask: (session) => ({
      method: 'POST',
      path: `/api/sessions/${session}/review`,
      body: { groups: ['banking'], connection: 'payments-db', input: STATEMENT },
    }),
    askedStatus: 201,
    idPath: 'id',
    decide: (review) => ({
      method: 'PUT',
      path: `/api/reviews/${review}`,
      body: { status: 'APPROVED', rejection_reason: NOTE },
    }),
    until: 'answer',
  },
  approvals: {
    name: 'approvals',
    ask: (session) => ({
      method: 'POST',
      path: '/api/v1/approvals',
      body: {
        sessionId: session,
        subjectKind: 'changeset',
        actionKind: 'apply',
        title: 'Release the held payments of 17 March',
        requestPayload: { connection: 'payments-db', statement: STATEMENT },
      },
    }),
    askedStatus: 201,
    idPath: 'approval.id',
    decide: (review) => ({
      method: 'POST',
      path: `/api/v1/approvals/${review}/approve`,
      body: { note: NOTE },
    }),
    until: 'answer',
  },
  outputs: {
    name: 'outputs',
    ask: (session) => ({
      method: 'POST',
      path: `/api/v1/review/${session}/request`,
      body: { module_name: 'executor', review_type: 'workflow_output', content: STATEMENT },
    }),
    askedStatus: 201,
    idPath: 'review_id',
    decide: (_review, session) => ({
      method: 'POST',
      path: `/api/v1/review/${session}/approve`,
      body: { amendments: null, note: NOTE },
    }),
    until: 'first-message',
  },
  plain: {
    name: 'plain',
    ask: (session) => ({
      method: 'POST',
      path: '/reviews',
      body: {
        session,
        kind: 'session',
        action: 'exec',
        title: 'Release the held payments of 17 March',
        payload: { connection: 'payments-db', input: STATEMENT },
        group: 'banking',
      },
    }),
    askedStatus: 201,
    idPath: 'id',
    decide: (review) => ({
      method: 'POST',
      path: `/reviews/${review}/decisions`,
      body: { verdict: 'approve', note: NOTE },
    }),
    until: 'answer',
  },
};

export function newSessions(count: number): readonly string[] {
  return Array.from({ length: count }, () => `bench-${randomUUID()}`);
}

import type { Person, Refusal, Review } from '@countersign/review';
import type { DialectErrors, Failure, FieldProblem } from './failure';

/** What differs between the APIs that say their errors as `{"detail": ...}`. */
interface DetailTexts {
  readonly prefix: string;
  readonly api: string;
  /** What a 404 says of a review that is absent, foreign or unseen. */
  readonly notFound: string;
  /** The body's field that carries a reason for a decision, by verdict or `force`. */
  readonly noteField: (forWhat: Extract<Refusal, { code: 'reason-required' }>['for']) => string;
}

type Rendered = ReturnType<DialectErrors['render']>;

/** The shape of the seeds of *approvals* and *outputs*: a text, or for 422 a list of `loc`, `msg` and `type`. */
export function detailErrors(texts: DetailTexts): DialectErrors {
  return { prefix: texts.prefix, api: texts.api, render: (failure) => render(failure, texts) };
}

function render(failure: Failure, texts: DetailTexts): Rendered {
  switch (failure.kind) {
    case 'unauthenticated':
      return told(401, 'Not authenticated');
    case 'foreign-origin':
      return told(403, 'A write with only a cookie must come from our own site');
    case 'other-principal':
      return told(403, 'The credential is not of whom X-Expected-Principal names');
    case 'no-such-route':
      return told(404, 'Not Found');
    case 'method-not-allowed':
      return told(405, 'Method Not Allowed');
    case 'rate-limited':
      return told(429, failure.problem);
    case 'malformed-json':
      return unprocessable([
        { loc: ['body'], msg: `JSON decode error: ${failure.problem}`, type: 'json_invalid' },
      ]);
    case 'invalid':
      return unprocessable(failure.problems);
    case 'unsupported-media-type':
      return told(415, failure.problem ?? 'Unsupported Media Type');
    case 'too-large':
      return told(413, failure.problem);
    case 'refused':
      return refused(failure.refusal, texts);
    case 'ambiguous-session':
      return told(
        409,
        `You decided review ${failure.decided} of this session; review ${failure.next} was not shown to you yet. ` +
          'Read the session again, or name the one you mean by its id',
      );
    case 'none-pending':
      return told(409, nonePending(failure.review));
    case 'unavailable':
      return told(503, failure.problem);
    case 'rule-refused':
    case 'api-key-refused':
    case 'too-many-waits':
    case 'bug':
      return told(500, 'Internal Server Error');
  }
}

function refused(refusal: Refusal, { notFound, noteField }: DetailTexts): Rendered {
  switch (refusal.code) {
    case 'not-found':
      return told(404, notFound);
    case 'agents-cannot-decide':
      return told(403, 'Agents cannot decide');
    case 'self-approval':
      return told(403, 'Nobody approves his own request');
    case 'insufficient-scope':
      return told(403, 'The credential was not given for this');
    case 'not-requester':
      return told(403, 'Only the requester may do this');
    case 'not-eligible':
      return told(403, 'Not eligible to decide this review');
    case 'wrong-state':
      return told(409, `The review is ${decided(refusal.status, refusal.decidedBy, refusal.decidedAt)}`);
    case 'expired':
      return told(409, `The review expired at ${timeOf(refusal.deadline)}`);
    case 'not-due':
      return told(409, 'The deadline of the review has not passed');
    case 'time-window-set':
      return told(409, 'The time window is set already');
    case 'grant-closed':
      return told(409, 'The approval has ended, or its time window is closed');
    case 'too-many-leases':
      return told(409, 'Too many uses of the approval are running');
    case 'lease-lost':
      return told(409, 'The lease was lost');
    case 'conflict':
      return told(409, 'Too many decided at once; try again');
    case 'stale-proposal':
      return told(412, `The review has changed since: it is at revision ${refusal.currentRevision}`);
    case 'reason-required':
      return unprocessable([
        {
          loc: ['body', noteField(refusal.for)],
          msg: `A reason is required to ${refusal.for}`,
          type: refusal.code,
        },
      ]);
    case 'invalid-amendment':
      return unprocessable([{ loc: ['body', 'amendments'], msg: refusal.reason, type: refusal.code }]);
    case 'unsatisfiable':
      return unprocessable([{ loc: ['body'], msg: refusal.reason, type: refusal.code }]);
    case 'idempotency-mismatch': {
      const msg = 'The same Idempotency-Key came with other content';
      return unprocessable([{ loc: ['header', 'Idempotency-Key'], msg, type: refusal.code }]);
    }
  }
}

function nonePending(review: Review | null): string {
  if (review === null || review.status === 'PENDING') return 'No review of this session is pending';
  const last = 'No review of this session is pending: the last one';
  if (review.status === 'EXPIRED') return `${last} expired at ${timeOf(review.deadline)}`;
  const { by, at } = review.status === 'WITHDRAWN' ? review.withdrawn : review.outcome;
  return `${last} is ${decided(review.status, by, at)}`;
}

function decided(status: string, by: Person | null, at: number | null): string {
  const who = by === null ? '' : ` by ${by.name === '' ? by.id : `${by.name} (${by.id})`}`;
  return `${status.toLowerCase()}${who}${at === null ? '' : ` at ${timeOf(at)}`}`;
}

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

const told = (status: number, detail: string): Rendered => ({ status, body: { detail } });
const unprocessable = (detail: readonly FieldProblem[]): Rendered => ({ status: 422, body: { detail } });

import type { ApiKeyRefusal } from '@countersign/api-key';
import type { DialectErrors, Failure, FieldProblem } from '@countersign/http';
import type { Refusal, ReviewState } from '@countersign/review';
import type { RuleRefusal } from '@countersign/rule';
import { type ProblemName, PROBLEMS, typeOf } from './problems';
import { shownPerson, timeOf } from './shown';

type Members = Readonly<Record<string, unknown>>;
type Refused = Extract<Failure, { kind: 'refused' }>;

/** As sent, with at least these members (RFC 9457, 3.1). */
interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}
interface Rendered {
  readonly status: number;
  readonly body: ProblemBody & Members;
}

/** Errors are problem details (RFC 9457): `type`, `title`, `status`, `detail`, and what else helps. */
export const nativeErrors: DialectErrors = {
  prefix: '/v1',
  api: 'native',
  contentType: 'application/problem+json',
  render: (failure) => problemOf(failure),
};

/** What went wrong, as this API says it. */
export function problemOf(failure: Failure): Rendered {
  switch (failure.kind) {
    case 'unauthenticated':
      return problem('unauthenticated', 'Send a bearer token, an API key, or the cookie vai_token');
    case 'foreign-origin':
      return problem('foreign-origin', 'A write with only a cookie must come from our own site');
    case 'other-principal':
      return problem(failure.kind, 'The credential is not of whom X-Expected-Principal names');
    case 'no-such-route':
      return problem('not-found', 'Nothing is here; the APIs are described at /docs');
    case 'method-not-allowed':
      return problem(failure.kind, `The path takes ${failure.allow.join(', ')}`);
    case 'rate-limited':
      return problem(failure.kind, failure.problem);
    case 'malformed-json':
      return problem('invalid-request', `The body must be JSON: ${failure.problem}`);
    case 'invalid':
      return problem('invalid-request', failure.problems.map(lineOf).join('; '), {
        errors: failure.problems.map(errorOf),
      });
    case 'unsupported-media-type':
      return problem(failure.kind, failure.problem ?? 'Send it as application/json');
    case 'too-large':
      return problem('too-large', failure.problem);
    case 'refused':
      return withReview(refusalOf(failure.refusal), failure);
    case 'rule-refused':
      return ruleRefusalOf(failure.refusal);
    case 'api-key-refused':
      return apiKeyRefusalOf(failure.refusal);
    case 'ambiguous-session':
      return problem(
        'not-shown',
        `You decided review ${failure.decided} of this session; read the session again, or name review ${failure.next}`,
      );
    case 'none-pending':
      return problem('wrong-state', 'No review of this session is pending', statusOf(failure.review));
    case 'too-many-waits':
      return problem(failure.kind, `At most ${failure.limit} at once; let others end, or follow the stream`);
    case 'unavailable':
      return problem('unavailable', failure.problem);
    case 'bug':
      return problem('internal', 'It was noted, with the request id');
  }
}

/** With where the review stands, if the caller may know. A key of another request says nothing of what it was for. */
function withReview({ status, body }: Rendered, { refusal, review }: Refused): Rendered {
  if (review === null || refusal.code === 'idempotency-mismatch') return { status, body };
  const stands = { currentStatus: review.status, currentRevision: review.revision };
  return { status, body: { ...body, ...stands } };
}

function decidedIn({ status, decidedBy, decidedAt }: Extract<Refusal, { code: 'wrong-state' }>): Members {
  return {
    currentStatus: status,
    decidedBy: decidedBy && shownPerson(decidedBy),
    decidedAt: decidedAt === null ? null : timeOf(decidedAt),
  };
}

/** A refusal by itself, whatever it is about. */
export function refusalOf(refusal: Refusal): Rendered {
  const { code } = refusal;
  switch (code) {
    case 'not-found':
      return problem(code, 'Nothing of this id that the caller may see');
    case 'agents-cannot-decide':
    case 'insufficient-scope':
    case 'self-approval':
    case 'not-eligible':
    case 'not-requester':
    case 'time-window-set':
    case 'not-due':
    case 'idempotency-mismatch':
      return problem(code, PROBLEMS[code].title);
    case 'wrong-state':
      return problem(code, `The review is ${refusal.status}`, decidedIn(refusal));
    case 'expired':
      return problem(code, `The review expired at ${timeOf(refusal.deadline)}`);
    case 'grant-closed':
      return problem(code, closedWhy(refusal));
    case 'too-many-leases':
      return problem(
        code,
        `${refusal.limit} leases of the grant are running; report one, or wait for its end`,
      );
    case 'lease-lost':
      return problem(code, `Lease ${refusal.lease} is not the caller's, has run out, or was reported`);
    case 'conflict':
      return problem(code, 'Try again');
    case 'stale-proposal':
      return problem(code, `The review is at revision ${refusal.currentRevision}`, {
        currentRevision: refusal.currentRevision,
      });
    case 'reason-required':
      return problem(code, `A reason is required to ${refusal.for}`);
    case 'invalid-amendment':
    case 'unsatisfiable':
      return problem(code, refusal.reason);
  }
}

/** The same of a change of the rules. */
function ruleRefusalOf(refusal: RuleRefusal): Rendered {
  switch (refusal.code) {
    case 'not-eligible':
      return problem(refusal.code, 'Only administrators change the rules');
    case 'invalid-rule':
      return problem(refusal.code, refusal.reason);
    case 'stale-rule': {
      const { currentRevision } = refusal;
      const detail =
        currentRevision === null ? 'There is no such rule' : `It is at revision ${currentRevision}`;
      return problem(refusal.code, detail, { currentRevision });
    }
    case 'too-many-rules':
      return problem(refusal.code, `A workspace has at most ${refusal.limit} rules`);
    case 'not-found':
    case 'agents-cannot-decide':
    case 'insufficient-scope':
    case 'idempotency-mismatch':
    case 'conflict':
      return refusalOf(refusal);
  }
}

/** The same of a change of the API keys. */
function apiKeyRefusalOf(refusal: ApiKeyRefusal): Rendered {
  switch (refusal.code) {
    case 'not-eligible':
      return problem(refusal.code, 'Only administrators issue and revoke API keys');
    case 'invalid-api-key':
      return problem(refusal.code, refusal.reason);
    case 'too-many-api-keys':
      return problem(refusal.code, `A workspace has at most ${refusal.limit} keys in force`);
    case 'not-found':
    case 'agents-cannot-decide':
    case 'insufficient-scope':
    case 'idempotency-mismatch':
    case 'conflict':
      return refusalOf(refusal);
  }
}

function closedWhy({ accessUntil, timeWindow }: Extract<Refusal, { code: 'grant-closed' }>): string {
  const end = `The grant ends at ${timeOf(accessUntil)}`;
  return timeWindow === null ? end : `${end}, and is open from ${timeWindow.start} to ${timeWindow.end} UTC`;
}

function problem(name: ProblemName, detail: string, members: Members = {}): Rendered {
  const { status, title } = PROBLEMS[name];
  return { status, body: { type: typeOf(name), title, status, detail, ...members } };
}

function statusOf(review: ReviewState): Members {
  return review === null ? {} : { currentStatus: review.status };
}

/** Where it is: a JSON Pointer into the body as a URI fragment, else the parameter's or header's name. */
function errorOf({ loc, msg }: FieldProblem): Members {
  const [part, ...path] = loc;
  const name = path.join('.');
  if (part === 'header') return { detail: msg, header: name };
  if (part !== 'body') return { detail: msg, parameter: name };
  return { detail: msg, pointer: `#${path.map((step) => `/${escaped(String(step))}`).join('')}` };
}

/** RFC 6901, 3 and 6. */
const escaped = (step: string): string =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

const lineOf = ({ loc, msg }: FieldProblem): string => `${loc.slice(1).join('.') || loc.join('.')}: ${msg}`;

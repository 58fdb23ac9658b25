import type { Person, ProblemBody, ProblemName, Review, ReviewStatus } from './wire.ts';

/** Where something is wrong: a JSON Pointer into the body as a URI fragment, a parameter, or a header. */
export type ProblemPlace = NonNullable<ProblemBody['errors']>[number];

const PREFIX = 'urn:countersign:problem:';

/** The gateway said no, as RFC 9457 has it. Sending the same again does not help, unless `type` is `unavailable`. */
export class CountersignProblem<Name extends ProblemName = ProblemName> extends Error {
  override readonly name = 'CountersignProblem';
  /** The last part of the problem's URN. */
  readonly type: Name;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly ProblemPlace[];
  /** Of the review, where the caller sees it; null where it is not said. So are the following. */
  readonly currentStatus: ReviewStatus | null;
  readonly currentRevision: number | null;
  readonly decidedBy: Person | null;
  /** RFC 3339. */
  readonly decidedAt: string | null;

  constructor(
    body: ProblemBody,
    /** `X-Request-Id` of the answer. */
    readonly requestId: string | null = null,
  ) {
    super(`${body.title}: ${body.detail}`);
    this.type = body.type.replace(PREFIX, '') as Name;
    this.status = body.status;
    this.title = body.title;
    this.detail = body.detail;
    this.errors = body.errors ?? [];
    this.currentStatus = body.currentStatus ?? null;
    this.currentRevision = body.currentRevision ?? null;
    this.decidedBy = body.decidedBy ?? null;
    this.decidedAt = body.decidedAt ?? null;
  }
}

/** Whether an error is a problem, and one of these types if any are named. */
export function isProblem<Name extends ProblemName = ProblemName>(
  error: unknown,
  ...types: readonly Name[]
): error is CountersignProblem<Name> {
  if (!(error instanceof CountersignProblem)) return false;
  return types.length === 0 || (types as readonly ProblemName[]).includes((error as CountersignProblem).type);
}

/** A body as RFC 9457 has it, null for any other. */
export function problemIn(body: unknown): ProblemBody | null {
  if (typeof body !== 'object' || body === null) return null;
  const { type, title, status, detail } = body as Partial<Record<keyof ProblemBody, unknown>>;
  const isOurs = typeof type === 'string' && type.startsWith(PREFIX);
  const isWhole = typeof title === 'string' && typeof detail === 'string' && typeof status === 'number';
  return isOurs && isWhole ? (body as ProblemBody) : null;
}

/**
 * Nobody answered, or not as a gateway does. Whether a write was made is open: send it again with the same
 * `idempotencyKey`.
 */
export class CountersignUnavailable extends Error {
  override readonly name = 'CountersignUnavailable';

  constructor(
    message: string,
    /** Of the last answer, null where none came. */
    readonly status: number | null = null,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

/** Nobody was signed in: 401 or 400 where the credential does not count, 404 where that way is not open. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(
    readonly status: number,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`Nobody was signed in: ${status}`, options);
  }
}

/** Nobody decided in time. The review is still pending: wait again, or withdraw it. */
export class DecisionTimedOut extends Error {
  override readonly name = 'DecisionTimedOut';

  constructor(
    readonly reviewId: string,
    readonly timeoutMs: number,
  ) {
    super(`Review ${reviewId} was not decided within ${timeoutMs} ms`);
  }
}

/** What was asked for may not be executed: it was rejected, say, or somebody else has executed it. */
export class ReviewNotApproved extends Error {
  override readonly name = 'ReviewNotApproved';

  constructor(readonly review: Review) {
    super(`Review ${review.id} is ${review.status}`);
  }
}

/** To be thrown by a run that cannot know whether it has done anything: it is reported as `unknown`, not `failed`. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

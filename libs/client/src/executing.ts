import { leash, type Leash, pause } from './pause.ts';
import { CountersignProblem, isProblem, OutcomeUnknown } from './problem.ts';
import type { DecisionOptions, Reviews } from './reviews.ts';
import type { ClaimedExecution, ExecutionReport, Review } from './wire.ts';

/** What a run is given: exactly what was approved, and how it learns that it has to stop. */
export interface Execution {
  readonly payload: ClaimedExecution['payload'];
  /** Of the payload: SHA-256 over its RFC 8785 form. */
  readonly digest: string;
  readonly version: number;
  readonly review: Review;
  /** Grows with every claim: to be passed on to what can refuse older ones. */
  readonly fencingToken: number;
  /** Aborts when the lease is lost, or the caller wants no more. Stop then. */
  readonly signal: AbortSignal;
}

export type Run<Result> = (execution: Execution) => Result | Promise<Result>;

export interface ExecuteOptions extends DecisionOptions {
  /** 5 to 3,600; 60 if left out. It is extended for as long as the run takes. */
  readonly leaseSeconds?: number | undefined;
  /** The digest of what the caller looked at: anything else is refused with `stale-proposal`. */
  readonly seenDigest?: string | undefined;
}

export interface Executed<Result> {
  readonly review: Review;
  readonly result: Result;
}

const TOO_LARGE = 'the result is too large to be kept';
const LONGEST_NOTE = 10_000;
const MOST_REPORTS = 5;

/**
 * Claims an approved review, runs it while it keeps the lease, and reports how that ended: `succeeded` with the
 * result (JSON), `failed` if the run throws, `unknown` if it throws {@link OutcomeUnknown} or was told to stop by the
 * caller's signal. Throws what the run threw after it was reported; when the lease was lost and the run stopped, the
 * problem that says so, and the outcome is for people to find out. A run that ends well in spite of that is still
 * reported.
 */
export async function execute<Result>(
  reviews: Reviews,
  id: string,
  run: Run<Result>,
  { leaseSeconds, seenDigest, signal, idempotencyKey, ifMatch }: ExecuteOptions = {},
): Promise<Executed<Result>> {
  const sentAt = Date.now();
  const wish = {
    ...(leaseSeconds !== undefined && { leaseSeconds }),
    ...(seenDigest !== undefined && { seenDigest }),
  };
  const claimed = await reviews.claim(id, wish, { signal, idempotencyKey, ifMatch });
  const held = leash(signal);
  const beats = keepLease(reviews, id, claimed, held, sentAt);
  try {
    const result = await runThrough(run, claimed, held.signal);
    return { review: await report(reviews, id, claimed, succeeded(claimed, result)), result };
  } catch (error) {
    if (error instanceof RunFailed) {
      const lost = beats.lost();
      if (lost !== null) throw lost;
      await report(reviews, id, claimed, stopped(claimed, error.cause, held.signal.aborted));
      throw error.cause;
    }
    throw error;
  } finally {
    beats.stop();
    held.release();
  }
}

/** So that what the run throws is told from what its report throws. */
class RunFailed extends Error {}

async function runThrough<Result>(
  run: Run<Result>,
  { payload, digest, version, review, lease }: ClaimedExecution,
  signal: AbortSignal,
): Promise<Result> {
  try {
    return await run({ payload, digest, version, review, fencingToken: lease.fencingToken, signal });
  } catch (cause) {
    throw new RunFailed('the run threw', { cause });
  }
}

interface Beats {
  /** Why the lease is lost, null while it is kept. */
  readonly lost: () => Error | null;
  readonly stop: () => void;
}

/** Extends the lease at every third of it; without an answer it counts as lost when it has run out. */
function keepLease(
  reviews: Reviews,
  id: string,
  { lease }: ClaimedExecution,
  held: Leash,
  sentAt: number,
): Beats {
  const leaseMs = lease.seconds * 1000;
  const own = leash(held.signal);
  let why: Error | null = null;
  const lose = (error: Error): Error => (why ??= error);
  const untilMs = (from: number): number => Math.max(0, from + leaseMs - Date.now());
  const extended = (from: number): void => held.after(untilMs(from), () => lose(ranOut(lease.number)));

  async function beat(): Promise<void> {
    for (;;) {
      await pause(leaseMs / 3, own.signal);
      const from = Date.now();
      try {
        await reviews.heartbeat(id, lease, { signal: own.signal });
        extended(from);
      } catch (error) {
        if (own.signal.aborted) return;
        // Else it may be extended the next time, before it runs out.
        if (isFinal(error)) return held.abort(lose(error));
      }
    }
  }

  extended(sentAt);
  beat().catch(() => undefined);
  return {
    lost: () => why,
    stop: () => {
      own.abort(new Error('the run is over'));
      own.release();
    },
  };
}

const isFinal = (error: unknown): error is CountersignProblem =>
  isProblem(error) && error.status < 500 && error.status !== 429 && error.type !== 'conflict';

const ranOut = (lease: number): Error =>
  new CountersignProblem<'lease-lost'>({
    type: 'urn:countersign:problem:lease-lost',
    title: 'The lease was lost',
    status: 409,
    detail: `Lease ${lease} could not be extended before it ran out`,
  });

function succeeded({ lease }: ClaimedExecution, result: unknown): ExecutionReport {
  const { fencingToken } = lease;
  return {
    fencingToken,
    outcome: 'succeeded',
    result: (result ?? null) as NonNullable<ExecutionReport['result']> | null,
  };
}

function stopped({ lease }: ClaimedExecution, thrown: unknown, isAborted: boolean): ExecutionReport {
  const isUnknown = isAborted || thrown instanceof OutcomeUnknown;
  const note = String(thrown).slice(0, LONGEST_NOTE);
  return { fencingToken: lease.fencingToken, outcome: isUnknown ? 'unknown' : 'failed', note };
}

/** Sent whatever became of the caller's signal, and again where others were first: what was done is done. */
async function report(
  reviews: Reviews,
  id: string,
  { lease }: ClaimedExecution,
  sent: ExecutionReport,
): Promise<Review> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await reviews.complete(id, lease.number, sent);
    } catch (error) {
      if (isProblem(error, 'too-large')) break;
      if (!isProblem(error, 'conflict') || tries === MOST_REPORTS) throw error;
    }
  }
  return reviews.complete(id, lease.number, { ...sent, result: null, note: TOO_LARGE });
}

import { execute, type Executed, type ExecuteOptions, type Run } from './executing.ts';
import { memoriesOver, type Memories } from './memories.ts';
import { type Oversight, oversightOver } from './oversight.ts';
import { ReviewNotApproved } from './problem.ts';
import { type Reviews, reviewsOver, type WriteOptions } from './reviews.ts';
import { type Session, sessionOver } from './session.ts';
import { type EventOptions, eventsOver, type StreamMessage } from './stream.ts';
import { type ClientOptions, openTransport } from './transport.ts';
import { waitForDecision, type WaitOptions } from './waiting.ts';
import type { EventFilter, Review, ReviewRequest } from './wire.ts';
import {
  type ApiKeys,
  apiKeysOver,
  type Rules,
  rulesOver,
  type Standing,
  standingOver,
} from './workspace.ts';

/** One caller's way to one installation. It keeps nothing but the position of its last write. */
export interface Client extends Standing, Oversight {
  readonly reviews: Reviews;
  readonly rules: Rules;
  readonly memories: Memories;
  readonly apiKeys: ApiKeys;
  readonly session: Session;
  /** Follows the changes that the caller may see; see {@link eventsOver}. */
  events(filter?: EventFilter, options?: EventOptions): AsyncGenerator<StreamMessage, void, undefined>;
  /** See {@link waitForDecision}. */
  waitForDecision(id: string, options?: WaitOptions): Promise<Review>;
  /** Asks, and waits until it is decided, whatever the decision. */
  askAndWait(request: ReviewRequest, options?: AskOptions): Promise<Review>;
  /** Claims, runs, keeps the lease and reports; see {@link execute}. */
  execute<Result>(id: string, run: Run<Result>, options?: ExecuteOptions): Promise<Executed<Result>>;
  /**
   * Asks, waits, and executes what was approved. Throws {@link ReviewNotApproved} if it was not.
   * With an `idempotencyKey` it may be called again after a crash: it goes on where it was.
   */
  askWaitExecute<Result>(
    request: ReviewRequest,
    run: Run<Result>,
    options?: AskOptions & Pick<ExecuteOptions, 'leaseSeconds'>,
  ): Promise<Executed<Result>>;
}

export type AskOptions = WriteOptions & WaitOptions;

export function createClient(options: ClientOptions): Client {
  const transport = openTransport(options);
  const reviews = reviewsOver(transport);
  const wait: Client['waitForDecision'] = (id, how) => waitForDecision(transport, reviews, id, how);
  const run: Client['execute'] = (id, what, how) => execute(reviews, id, what, how);
  const askAndWait: Client['askAndWait'] = async (request, how) => {
    const review = await reviews.ask(request, how);
    return review.status === 'PENDING' ? wait(review.id, how) : review;
  };
  return {
    reviews,
    rules: rulesOver(transport),
    memories: memoriesOver(transport),
    apiKeys: apiKeysOver(transport),
    session: sessionOver(transport),
    ...standingOver(transport),
    ...oversightOver(transport),
    events: (filter = {}, how) => eventsOver(transport, filter, how),
    waitForDecision: wait,
    askAndWait,
    execute: run,
    askWaitExecute: async (request, what, { signal, leaseSeconds, ...how } = {}) => {
      const review = await askAndWait(request, { signal, ...how });
      if (review.status !== 'APPROVED') throw new ReviewNotApproved(review);
      return run(review.id, what, { signal, leaseSeconds });
    },
  };
}

import { DecideReview, type ReviewAnswer } from '@countersign/commands';
import {
  commandIdentity,
  type Exchange,
  Failed,
  failureOf,
  idempotencyKey,
  itemIdentity,
  noteDenied,
  RateLimits,
  ReviewReads,
} from '@countersign/http';
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { DecisionItem, DecisionItems, DecisionResults, ItemResult } from './decision-schema';
import { nativeErrors, problemOf } from './errors';
import { wisherOf } from './native-reviews';
import { reviewIdOf } from './review-id';
import { summaryOf } from './review-summary';
import { requireModestAmendments, toDecision } from './to-command';

/** Commands of one request that are under way at once. */
const AT_ONCE = 8;

type Identity = ReturnType<typeof commandIdentity>;
type Position = Extract<ReviewAnswer, { kind: 'accepted' }>['position'];
interface Decided {
  readonly result: ItemResult;
  /** Only where the item was accepted. */
  readonly position?: Position;
}

/** Many decisions in one request, each by itself: one that fails undoes no other. */
@Injectable()
export class BulkDecisions {
  private readonly logger = new Logger('BulkDecisions');

  constructor(
    private readonly bus: CommandBus,
    private readonly reads: ReviewReads,
    private readonly limits: RateLimits,
  ) {}

  async decide(exchange: Exchange, body: DecisionItems): Promise<DecisionResults> {
    const { caller, request } = exchange;
    requireDistinct(body.items);
    // Each counts as the request that it stands for; one was counted at the door.
    await this.limits.take(exchange, body.items.length - 1);
    // Each item has a digest of its own; nothing is known again by the whole.
    const wish = { operation: 'decide-many', target: '', body: {} };
    const whole = commandIdentity(request, caller, wish, idempotencyKey(request));
    const sends = body.items.map((item, index) => this.prepared(exchange, whole, item, index));
    const decided = await inTurns(sends);
    const positions = decided.flatMap(({ position }) => (position === undefined ? [] : [position]));
    this.reads.acknowledgeAll(exchange, positions);
    return { results: decided.map(({ result }) => result) };
  }

  /** Throws for what is wrong with the request as a whole; what is wrong with the item alone is its result. */
  private prepared(exchange: Exchange, whole: Identity, item: DecisionItem, index: number) {
    const { id, seenDigest = null, seenRevision = null } = item;
    const seen = { digest: seenDigest, revision: seenRevision };
    const command = toDecision(item, wisherOf(exchange), seen, ['body', 'items', index]);
    return async (): Promise<Decided> => {
      try {
        requireModestAmendments(item);
        const review = reviewIdOf(id);
        const wish = { operation: 'decide', target: review, body: { ...item, id: review } };
        const identity = itemIdentity(whole, wish);
        const context = { ...identity, api: 'native' } as const;
        const answer = await this.bus.execute<DecideReview, ReviewAnswer>(
          new DecideReview(review, command, context),
        );
        if (answer.kind === 'refused') throw new Failed({ ...answer, kind: 'refused' });
        return { result: { id, status: 200, review: summaryOf(answer.review) }, position: answer.position };
      } catch (error) {
        return { result: this.undecided(exchange.request, id, error) };
      }
    };
  }

  private undecided(request: Exchange['request'], id: string, error: unknown): ItemResult {
    const failure = failureOf(error);
    noteDenied(request, failure, { api: nativeErrors.api, target: { id } });
    if (failure.kind === 'bug')
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
    const { status, body } = problemOf(failure);
    return { id, status, problem: body };
  }
}

function requireDistinct(items: readonly DecisionItem[]): void {
  const known = new Set<string>();
  const problems = items.flatMap(({ id }, index) => {
    const isKnown = known.has(id.toLowerCase());
    known.add(id.toLowerCase());
    const loc = ['body', 'items', index, 'id'];
    return isKnown ? [{ loc, msg: 'Each review should stand once', type: 'value_error' }] : [];
  });
  if (problems.length > 0) throw new Failed({ kind: 'invalid', problems });
}

/** The results in the order of the tasks. */
async function inTurns<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = tasks.entries();
  const work = async (): Promise<void> => {
    for (const [index, task] of waiting) results[index] = await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

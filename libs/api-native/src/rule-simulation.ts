import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { ReadReviewFacts, type ReviewFacts } from '@countersign/commands';
import { type Exchange, ReviewReads } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { replayUnder, type Review, type ReviewEvent } from '@countersign/review';
import { matchRule } from '@countersign/rule';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { TriedRules } from './preview-translate';
import type { SimulatedReview } from './simulation-schema';
import { simulatedReview, unreadableReview } from './simulation-translate';
import { Turns } from './turns';

/** Of the 5 s within which every request is answered. */
export const SIMULATION_MS = 4_000;
/** Reviews come with their content, so few are held at a time. */
const PAGE = 50;
const AT_ONCE = 16;

/** What the recorded decisions of a workspace would have come to under other rules. */
@Injectable()
export class RuleSimulation {
  private readonly logger = new Logger('RuleSimulation');
  /** Of all simulations together: who asks for many shares them. */
  private readonly turns = new Turns(AT_ONCE);

  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  /**
   * The last so many reviews that the caller sees, newest first: the first of them without a gap, as many as are done
   * by the deadline, on the clock of `performance.now()`.
   */
  async over(
    exchange: Exchange,
    last: number,
    tried: TriedRules,
    deadline: number,
  ): Promise<readonly SimulatedReview[]> {
    await this.reads.catchUp(exchange);
    const done: SimulatedReview[] = [];
    let after = {};
    while (done.length < last) {
      const page = { limit: Math.min(PAGE, last - done.length), ...after };
      const found = await inTime(this.views.reviews.page(exchange.caller, {}, page), deadline);
      if (found === LATE) break;
      const replayed = await this.replayed(found.items, tried, deadline);
      done.push(...replayed);
      if (found.next === null || replayed.length < found.items.length) break;
      after = { after: found.next };
    }
    return done;
  }

  /** Of the first of them, until one did not come in time. */
  private async replayed(
    reviews: readonly Review[],
    tried: TriedRules,
    deadline: number,
  ): Promise<readonly SimulatedReview[]> {
    const replays = reviews.map((review) =>
      this.turns.take(async () => {
        if (performance.now() >= deadline) return LATE;
        const replay = await this.replay(review, tried, deadline);
        // However long a history is, others get their turn after it.
        await nextTurn();
        return replay;
      }),
    );
    const found = await Promise.all(replays);
    const end = found.indexOf(LATE);
    return (end === -1 ? found : found.slice(0, end)).filter((replay) => replay !== LATE);
  }

  private async replay(
    review: Review,
    { state, draft }: TriedRules,
    deadline: number,
  ): Promise<SimulatedReview | typeof LATE> {
    const { subject, action, labels } = review;
    const rule = matchRule(state, { subjectKind: subject.kind, action, labels });
    try {
      const events = await this.history(review, deadline);
      if (events === LATE) return LATE;
      return simulatedReview({ review, rule, draft }, replayUnder(events, rule));
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.logger.warn(`review ${review.id} cannot be replayed: ${String(error)}`);
      return unreadableReview({ review, rule, draft });
    }
  }

  private async history(
    { id, workspace }: Review,
    deadline: number,
  ): Promise<readonly ReviewEvent[] | typeof LATE> {
    const events: ReviewEvent[] = [];
    for (let from: number | null = 0; from !== null;) {
      const asked: Promise<ReviewFacts | null> = this.queries.execute(
        new ReadReviewFacts(workspace, id, from),
      );
      const page: ReviewFacts | typeof LATE | null = await inTime(asked, deadline);
      if (page === LATE) return LATE;
      events.push(...(page?.facts ?? []).map(({ event }) => event));
      from = page?.next ?? null;
    }
    return events;
  }
}

const LATE: unique symbol = Symbol('late');

async function inTime<T>(asked: Promise<T>, deadline: number): Promise<T | typeof LATE> {
  const over = new AbortController();
  const late = pause(Math.max(0, deadline - performance.now()), null, { signal: over.signal });
  const isLate = late.then(
    (): typeof LATE => LATE,
    (): typeof LATE => LATE,
  );
  try {
    return await Promise.race([asked, isLate]);
  } finally {
    over.abort();
  }
}

/** Of one history alone; where the store cannot be reached there is nothing to say of any. */
function isCorrupt(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'CorruptStream' || error.message.startsWith('corrupt history');
}

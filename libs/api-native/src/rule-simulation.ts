import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { ReadReviewFacts, type ReviewFacts } from '@countersign/commands';
import { type Exchange, ReviewReads } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { replayUnder, type Review, type ReviewEvent } from '@countersign/review';
import { matchRule } from '@countersign/rule';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { TriedRules } from './preview-translate';
import type { SimulatedReview } from './simulation-schema';
import { simulatedReview } from './simulation-translate';

/** Of the 5 s within which every request is answered. */
const BUDGET_MS = 4_000;
/** Reviews come with their content, so few are held at a time. */
const PAGE = 50;
const AT_ONCE = 16;

/** What the recorded decisions of a workspace would have come to under other rules. */
@Injectable()
export class RuleSimulation {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  /** The last so many reviews that the caller sees, newest first; as many of them as there is time for. */
  async over(exchange: Exchange, last: number, tried: TriedRules): Promise<readonly SimulatedReview[]> {
    const deadline = performance.now() + BUDGET_MS;
    await this.reads.catchUp(exchange);
    const done: SimulatedReview[] = [];
    let after = {};
    while (done.length < last) {
      const page = { limit: Math.min(PAGE, last - done.length), ...after };
      const { items, next } = await this.views.reviews.page(exchange.caller, {}, page);
      const replayed = await this.replayed(items, tried, deadline);
      done.push(...replayed.filter((item) => item !== null));
      if (next === null || replayed.includes(null)) break;
      after = { after: next };
    }
    return done;
  }

  /** Null for those that there was no time for. */
  private async replayed(
    reviews: readonly Review[],
    tried: TriedRules,
    deadline: number,
  ): Promise<(SimulatedReview | null)[]> {
    const found = reviews.map((): SimulatedReview | null => null);
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < reviews.length && performance.now() < deadline) {
        const index = next++;
        found[index] = await this.replay(reviews[index] as Review, tried, deadline);
        // However long a history is, others get their turn after it.
        await nextTurn();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found;
  }

  private async replay(
    review: Review,
    { state, draft }: TriedRules,
    deadline: number,
  ): Promise<SimulatedReview | null> {
    const events = await this.history(review, deadline);
    if (events === null) return null;
    const { subject, action, labels } = review;
    const rule = matchRule(state, { subjectKind: subject.kind, action, labels });
    return simulatedReview({ review, replay: replayUnder(events, rule), rule, draft });
  }

  /** Null where it did not come in time. */
  private async history({ id, workspace }: Review, deadline: number): Promise<readonly ReviewEvent[] | null> {
    const events: ReviewEvent[] = [];
    for (let from: number | null = 0; from !== null;) {
      const late = new AbortController();
      const asked: Promise<ReviewFacts | null> = this.queries.execute(
        new ReadReviewFacts(workspace, id, from),
      );
      const isLate = pause(Math.max(0, deadline - performance.now()), null, { signal: late.signal });
      const page = await Promise.race([asked, isLate.catch(() => null)]);
      late.abort();
      if (page === null) return null;
      events.push(...page.facts.map(({ event }) => event));
      from = page.next;
    }
    return events;
  }
}

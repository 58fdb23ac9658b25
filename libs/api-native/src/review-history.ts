import { ReadReviewFacts, type ReviewFact, type ReviewFacts } from '@countersign/commands';
import { entityTag, type Exchange, Failed, ReviewReads } from '@countersign/http';
import { evolve, type Review, type ReviewState } from '@countersign/review';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { eventBody } from './event-body';
import type { AsOfQuery, EventList, EventsQuery } from './history-schema';
import { isKnown } from './native-reviews';
import type { ReviewBody } from './review-body';
import { notFound, reviewIdOf } from './review-id';
import { pastBody } from './to-body';

/** What became of a review, fact by fact, for whoever may see it as it is now. */
@Injectable()
export class ReviewHistory {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
  ) {}

  async events(exchange: Exchange, id: string, { from, limit }: EventsQuery): Promise<EventList> {
    const review = await this.seen(exchange, id);
    const read = await this.queries.execute(new ReadReviewFacts(review.workspace, review.id, from, limit));
    if (read === null) return notFound();
    return { items: read.facts.map((fact) => eventBody(fact, exchange.caller)), next: read.next };
  }

  /** As {@link asOf}; undefined for 304. */
  async read(exchange: Exchange, id: string, query: AsOfQuery): Promise<ReviewBody | undefined> {
    const review = await this.asOf(exchange, id, query);
    return isKnown(exchange, review) ? undefined : pastBody(review, exchange.caller);
  }

  /** The review as it was. Throws {@link Failed} `not-found` for before the request and behind the last revision. */
  private async asOf(exchange: Exchange, id: string, query: AsOfQuery): Promise<Review> {
    const isPast = untilOf(query);
    const { workspace, id: review } = await this.seen(exchange, id);
    let state: ReviewState = null;
    for (let from: number | null = 0; from !== null;) {
      const read: ReviewFacts | null = await this.queries.execute(
        new ReadReviewFacts(workspace, review, from),
      );
      if (read === null) return notFound();
      const past: readonly ReviewFact[] = read.facts.filter(isPast);
      for (const { event, eventId } of past) state = evolve(state, event, eventId);
      from = past.length < read.facts.length ? null : read.next;
    }
    if (state === null || (query.atRevision ?? 0) > state.revision) return notFound();
    void exchange.reply.header('ETag', entityTag(state));
    return state;
  }

  private async seen(exchange: Exchange, id: string): Promise<Review> {
    const review = await this.reads.byId(exchange, reviewIdOf(id));
    exchange.reply.removeHeader('ETag');
    return review;
  }
}

function untilOf({ atRevision, at }: AsOfQuery): (fact: ReviewFact) => boolean {
  if (atRevision !== undefined && at !== undefined) {
    const msg = 'Either a revision or a time, not both';
    throw new Failed({ kind: 'invalid', problems: [{ loc: ['query', 'at'], msg, type: 'value_error' }] });
  }
  if (atRevision !== undefined) return ({ revision }) => revision <= atRevision;
  const until = Date.parse(at ?? '');
  return ({ event }) => event.at <= until;
}

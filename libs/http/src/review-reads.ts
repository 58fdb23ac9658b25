import { VIEWS, type Views } from '@countersign/projections';
import type { Principal, Refusal, Review, ReviewState } from '@countersign/review';
import { Inject, Injectable } from '@nestjs/common';
import type { Exchange } from './exchange';
import { comesFromAnotherSite } from './foreign-origin';
import { Failed } from './failure';
import { entityTag, type IfMatch } from './if-match';
import { LastWrites } from './last-writes';
import { type Position, positionHeader } from './position';
import { chooseReview, lastDecided, type Purpose } from './session-choice';

const PATIENCE_MS = 1_000;
const RETRY_AFTER_SECONDS = 1;

/** What a write answered, as the command bus gives it. */
type Answer =
  | { readonly kind: 'accepted'; readonly review: Review; readonly position: Position | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly review: ReviewState };

/** `next` is null where there is nothing behind it. */
interface Page {
  readonly items: readonly unknown[];
  readonly next: unknown;
}

/** What a decision by session id says, besides the session, about which review it means. */
interface SessionDecision {
  readonly purpose: Purpose;
  readonly ifMatch: IfMatch;
  /** Whether this very command, by its idempotency key, has already decided a review; null without a key. */
  readonly hasDecided: ((review: Review) => boolean) | null;
}

/**
 * Reads of reviews for all dialects: everybody reads his own writes, nobody is told that something is missing before
 * the views have reached the log's head, and a session id means the same review to reads and decisions.
 */
@Injectable()
export class ReviewReads {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly lastWrites: LastWrites,
  ) {}

  /**
   * Waits up to 1 s until the views hold what this principal wrote through this process and what `X-After-Position`
   * names; after that the answer is marked `X-Stale: true`. Gives the position that
   * the caller knows of.
   */
  async catchUp(exchange: Exchange): Promise<Position | null> {
    const { progress } = this.views;
    const own = this.lastWrites.of(exchange.caller);
    const wanted = latest(own?.position ?? null, positionHeader(exchange.request, 'X-After-Position'));
    const [hasReached, hasOwn] = await Promise.all([
      wanted === null || progress.waitFor(wanted, PATIENCE_MS),
      own?.position !== null || progress.waitForHead(PATIENCE_MS).catch(() => false),
    ]);
    if (hasReached && hasOwn) {
      if (own?.position === null) this.lastWrites.settled(exchange.caller, own);
    } else void exchange.reply.header('X-Stale', 'true');
    return own?.position === null ? latest(wanted, progress.position()) : wanted;
  }

  /**
   * A list, read when the views have caught up; `look` is told which position the caller knows of. An empty one is
   * looked at again at the log's head, since "nothing" is what people act on; where the head is out of reach, it is
   * marked `X-Stale: true`.
   */
  async list<Row>(
    exchange: Exchange,
    look: (known: Position | null) => Promise<readonly Row[]>,
  ): Promise<readonly Row[]> {
    const whole = async (known: Position | null) => ({ items: await look(known), next: null });
    return (await this.page(exchange, 'first', whole)).items;
  }

  /**
   * A page of a list, as {@link list}. One behind a cursor that is empty and has a next says nothing, and is believed. A
   * first one is looked at again all the same: those behind it lie behind what is newer.
   */
  async page<Found extends Page>(
    exchange: Exchange,
    which: 'first' | 'behind',
    look: (known: Position | null) => Promise<Found>,
  ): Promise<Found> {
    const page = await look(await this.catchUp(exchange));
    if (page.items.length > 0 || (which === 'behind' && page.next !== null)) return page;
    const { progress } = this.views;
    const before = progress.position();
    const isAtHead = await progress.waitForHead(PATIENCE_MS).catch(() => false);
    if (!isAtHead) void exchange.reply.header('X-Stale', 'true');
    return progress.position() === before ? page : look(progress.position());
  }

  /** Throws {@link Failed} `not-found`. Sets the `ETag`. */
  async byId(exchange: Exchange, id: string): Promise<Review> {
    const review = await this.find(exchange, () => this.views.reviews.byId(exchange.caller, id));
    return tagged(exchange, review ?? notFound());
  }

  /** A review's id first, then a session's, which then counts as shown. Throws {@link Failed} `not-found`. */
  async byIdOrSession(exchange: Exchange, id: string): Promise<Review> {
    const { caller } = exchange;
    const review = await this.find(exchange, async () => {
      const addressed = await this.views.reviews.byId(caller, id.toLowerCase());
      return addressed ?? (await this.chosen(exchange, id, 'any'));
    });
    return tagged(exchange, review ?? notFound());
  }

  /** What a session's id means to a reader, which then counts as shown; null where it means nothing. */
  async ofSession(exchange: Exchange, session: string, purpose: Purpose): Promise<Review | null> {
    const review = await this.find(exchange, () => this.chosen(exchange, session, purpose));
    return review === null ? null : tagged(exchange, review);
  }

  /**
   * The review that a decision by session id is about. The views are at the log's head first. Throws {@link Failed}:
   * `not-found`; `none-pending`; where a retried decision would touch what was never shown to the caller,
   * `ambiguous-session` for another review and `stale-proposal` for an amended one.
   */
  async forDecision(exchange: Exchange, session: string, decision: SessionDecision): Promise<Review> {
    const { caller } = exchange;
    await this.reachHead();
    const reviews = await this.views.reviews.ofSession(caller, session);
    const named = namedReview(reviews, decision);
    if (named !== null) return named;

    const chosen = chooseReview(reviews, caller, Date.now(), decision.purpose);
    if (chosen === null) {
      if (reviews.length === 0) return notFound();
      throw new Failed({ kind: 'none-pending', review: lastSettled(reviews) });
    }
    if (decision.hasDecided !== null || decision.ifMatch.kind === 'tag') return chosen;
    const decided = lastDecided(reviews, caller);
    if (decided === null || (decided.id === chosen.id && !isAmendedSince(chosen, caller))) return chosen;
    const shown = await this.views.shown.last(caller, session);
    if (shown?.review === chosen.id && shown.digest === chosen.proposal.digest) return chosen;
    if (decided.id !== chosen.id) {
      throw new Failed({ kind: 'ambiguous-session', decided: decided.id, next: chosen.id });
    }
    const { digest: currentDigest } = chosen.proposal;
    const refusal = { code: 'stale-proposal', currentDigest, currentRevision: chosen.revision } as const;
    throw new Failed({ kind: 'refused', refusal, review: chosen });
  }

  /**
   * Tells the caller of a write where it stands, by `ETag` and `X-Position`, and lets him read it. Throws
   * {@link Failed} for a refusal.
   */
  acknowledge({ caller, reply }: Exchange, answer: Answer): Review {
    if (answer.kind === 'refused') {
      throw new Failed({ kind: 'refused', refusal: answer.refusal, review: answer.review });
    }
    this.wrote({ caller, reply }, answer.position);
    void reply.header('ETag', entityTag(answer.review));
    return answer.review;
  }

  /** Tells the caller of a write its `X-Position`, and lets him read it; null where it is not known. */
  wrote({ caller, reply }: Pick<Exchange, 'caller' | 'reply'>, position: Position | null): void {
    this.lastWrites.note(caller, position);
    if (position !== null) void reply.header('X-Position', position.toString());
  }

  /** The same for several writes in one request, of which each tells where it stands by itself: one `X-Position`. */
  acknowledgeAll({ caller, reply }: Exchange, positions: readonly (Position | null)[]): void {
    const known = positions.filter((position) => position !== null);
    const last = known.reduce<Position | null>(latest, null);
    if (last !== null) {
      this.lastWrites.note(caller, last);
      void reply.header('X-Position', last.toString());
    }
    if (known.length < positions.length) this.lastWrites.note(caller, null);
  }

  /** Waits until the views hold everything that the log held when this was called. Throws {@link Failed} after 1 s. */
  async reachHead(): Promise<void> {
    if (await this.views.progress.waitForHead(PATIENCE_MS)) return;
    throw new Failed({
      kind: 'unavailable',
      problem: 'the views are behind the log',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** One thing, read when the views have caught up. Looks again at the head before it says that there is nothing. */
  async find<Row>(exchange: Exchange, look: () => Promise<Row | null>): Promise<Row | null> {
    await this.catchUp(exchange);
    const found = await look();
    if (found !== null) return found;
    await this.reachHead();
    exchange.reply.removeHeader('X-Stale');
    return look();
  }

  private async chosen(
    { caller, request }: Exchange,
    session: string,
    purpose: Purpose,
  ): Promise<Review | null> {
    const reviews = await this.views.reviews.ofSession(caller, session);
    const review = chooseReview(reviews, caller, Date.now(), purpose);
    // What another site's page loads behind a person's back was not looked at.
    if (review !== null && !comesFromAnotherSite(request)) {
      const shown = { review: review.id, digest: review.proposal.digest };
      await this.views.shown.remember(caller, session, shown);
    }
    return review;
  }
}

function tagged({ reply }: Exchange, review: Review): Review {
  void reply.header('ETag', entityTag(review));
  return review;
}

function notFound(): never {
  throw new Failed({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
}

/** It waits with other content than that of his latest decision. */
function isAmendedSince({ status, decisions, proposal }: Review, { id }: Principal): boolean {
  return status === 'PENDING' && decisions.findLast(({ by }) => by.id === id)?.version !== proposal.version;
}

/** By the command's own trace, or by the review's id in `If-Match`. */
function namedReview(reviews: readonly Review[], { ifMatch, hasDecided }: SessionDecision): Review | null {
  const repeated = hasDecided === null ? undefined : reviews.find(hasDecided);
  if (repeated !== undefined) return repeated;
  return ifMatch.kind === 'tag' ? (reviews.find(({ id }) => id === ifMatch.review) ?? null) : null;
}

/** The one that was settled last, by a decision, its requester or the clock. */
function lastSettled(reviews: readonly Review[]): ReviewState {
  return reviews.reduce((last, review) => (settledAt(review) >= settledAt(last) ? review : last));
}

function settledAt(review: Review): number {
  switch (review.status) {
    case 'PENDING':
      return 0;
    case 'APPROVED':
    case 'REJECTED':
    case 'REVOKED':
    case 'PROCESSING':
    case 'EXECUTED':
    case 'UNKNOWN':
      return review.outcome.at;
    case 'WITHDRAWN':
      return review.withdrawn.at;
    case 'EXPIRED':
      return review.expiredAt;
  }
}

function latest(one: Position | null, other: Position | null): Position | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

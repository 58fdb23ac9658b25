import { setTimeout as pause } from 'node:timers/promises';
import { entityTag, type Exchange, Failed, isGone, lasting, onGone, ReviewReads } from '@countersign/http';
import { canSee, type Review } from '@countersign/review';
import { Injectable } from '@nestjs/common';
import type { WaitQuery } from './history-schema';
import { ReviewChanges } from './review-changes';
import { notFound, reviewIdOf } from './review-id';
import { WaitingCallers } from './waiting-callers';

type IsOver = (review: Review) => boolean;
const IS_OVER: Readonly<Record<WaitQuery['for'], IsOver>> = {
  decision: ({ status }) => status !== 'PENDING',
  end: ({ status }) => !['PENDING', 'APPROVED', 'PROCESSING'].includes(status),
};

/** Between two looks where changes were missed more than once. */
const PAUSE_MS = 250;

interface Wait {
  readonly exchange: Exchange;
  readonly id: string;
  readonly isOver: IsOver;
  /** On the clock of `performance.now()`. */
  readonly until: number;
}

type Ended =
  /** `isSeen`: a read told of it, which asks whether the caller may see it; a change does not. */
  | { readonly why: 'over'; readonly review: Review; readonly isSeen: boolean }
  | { readonly why: 'timed-out' | 'missed' | 'gone' };

/** Long polls: an answer that comes when a review is decided, or has come to its end. */
@Injectable()
export class ReviewWaits {
  private readonly callers = new WaitingCallers();

  constructor(
    private readonly reads: ReviewReads,
    private readonly changes: ReviewChanges,
  ) {}

  /** How many wait now. */
  get count(): number {
    return this.callers.count;
  }

  /**
   * The review once it is over, else as it is at the time-out, which `X-Timed-Out: true` says; undefined where nobody is
   * there any more to be answered. Throws {@link Failed} as a read does, where the caller's credential or his sight of
   * the review is gone by then, where he waits too often at once, and when the process stops.
   */
  async wait(exchange: Exchange, text: string, query: WaitQuery): Promise<Review | undefined> {
    const wait = {
      exchange,
      id: reviewIdOf(text),
      isOver: IS_OVER[query.for],
      until: performance.now() + 1000 * query.timeout,
    };
    const leave = this.callers.enter(exchange.caller);
    lasting(exchange.reply);
    try {
      return await this.ended(wait);
    } finally {
      leave();
    }
  }

  private async ended(wait: Wait): Promise<Review | undefined> {
    for (let missed = 0; ; missed += 1) {
      // Timers end up to a millisecond early: without one more, the end would be looked at again and again.
      if (missed > 1) await pause(Math.max(0, Math.min(PAUSE_MS, wait.until - performance.now() + 1)));
      const ended = await this.once(wait);
      if (this.changes.isOver) throw stopping();
      switch (ended.why) {
        case 'gone':
          return undefined;
        case 'over':
          return ended.isSeen ? ended.review : told(wait.exchange, ended.review);
        case 'timed-out':
          return this.timedOut(wait);
        case 'missed':
          if (performance.now() >= wait.until) return this.timedOut(wait);
      }
    }
  }

  /** Holds no review while it waits: thousands may wait, each for a large one. */
  private async once({ exchange, id, isOver, until }: Wait): Promise<Ended> {
    const { caller, reply } = exchange;
    let revision = -1;
    let settle: (ended: Ended) => void = () => undefined;
    const settled = new Promise<Ended>((resolve) => (settle = resolve));
    const note = (review: Review, isSeen: boolean): void => {
      if (revision > review.revision) return;
      ({ revision } = review);
      if (isOver(review)) settle({ why: 'over', review, isSeen });
    };
    const noteGone = (): void => settle({ why: 'gone' });
    // Followed before it is read: what changes in between is told.
    const leave = this.changes.follow({ workspace: caller.workspace, review: id }, (review) =>
      review === null ? settle({ why: 'missed' }) : note(review, false),
    );
    const listenNoMore = onGone(reply.raw, noteGone);
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.look(exchange, id, note);
      if (this.changes.isOver) settle({ why: 'missed' });
      if (isGone(reply.raw)) noteGone();
      timer = setTimeout(() => settle({ why: 'timed-out' }), Math.max(0, until - performance.now()));
      return await settled;
    } finally {
      clearTimeout(timer);
      listenNoMore();
      leave();
    }
  }

  private async look(exchange: Exchange, id: string, note: (review: Review, isSeen: true) => void) {
    note(await this.reads.byId(exchange, id), true);
  }

  /** As it is now: what was told of it meanwhile was not kept. */
  private async timedOut({ exchange, id, isOver }: Wait): Promise<Review> {
    await requireStanding(exchange);
    exchange.reply.removeHeader('X-Stale');
    const review = await this.reads.byId(exchange, id);
    if (!isOver(review)) void exchange.reply.header('X-Timed-Out', 'true');
    return review;
  }
}

/** The review as a change told it, to a caller who may have lost his sight of it meanwhile. */
async function told(exchange: Exchange, review: Review): Promise<Review> {
  const { caller, reply } = exchange;
  await requireStanding(exchange);
  if (!canSee(review, caller)) return notFound();
  // Said of the first look.
  reply.removeHeader('X-Stale');
  void reply.header('ETag', entityTag(review));
  return review;
}

async function requireStanding({ standing }: Exchange): Promise<void> {
  const judgement = Date.now() < standing.expiresAt ? await standing.judge() : 'fallen';
  switch (judgement) {
    case 'stands':
    case 'unknown':
      return;
    case 'fallen':
      throw new Failed({ kind: 'unauthenticated', reason: 'the credential counts no more' });
    case 'lapsed':
      throw unavailable('identities cannot be verified now', 5);
  }
}

const unavailable = (problem: string, retryAfterSeconds: number): Failed =>
  new Failed({ kind: 'unavailable', problem, retryAfterSeconds });
const stopping = (): Failed => unavailable('the gateway is stopping', 1);

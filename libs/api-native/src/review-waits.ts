import { entityTag, type Exchange, Failed, ReviewReads } from '@countersign/http';
import { canSee, type Review } from '@countersign/review';
import { Injectable } from '@nestjs/common';
import type { WaitQuery } from './history-schema';
import { ReviewChanges } from './review-changes';
import { notFound, reviewIdOf } from './review-id';

type IsOver = (review: Review) => boolean;
const IS_OVER: Readonly<Record<WaitQuery['for'], IsOver>> = {
  decision: ({ status }) => status !== 'PENDING',
  end: ({ status }) => !['PENDING', 'APPROVED', 'PROCESSING'].includes(status),
};

interface Ended {
  readonly why: 'over' | 'timed-out' | 'missed' | 'gone';
  readonly review: Review;
  /** False where the first look was enough. */
  readonly hasWaited: boolean;
}

/** Long polls: an answer that comes when a review is decided, or has come to its end. */
@Injectable()
export class ReviewWaits {
  constructor(
    private readonly reads: ReviewReads,
    private readonly changes: ReviewChanges,
  ) {}

  /**
   * The review once it is over, else as it is at the time-out, which `X-Timed-Out: true` says. Throws {@link Failed}
   * as a read does, where the caller's credential or his sight of the review is gone by then, and when the process stops.
   */
  async wait(exchange: Exchange, text: string, query: WaitQuery): Promise<Review> {
    const id = reviewIdOf(text);
    const until = performance.now() + 1000 * query.timeout;
    for (;;) {
      const ended = await this.once(exchange, id, IS_OVER[query.for], until);
      if (this.changes.isOver) throw stopping();
      if (ended.why === 'missed') continue;
      return await answered(exchange, ended);
    }
  }

  private async once(exchange: Exchange, id: string, isOver: IsOver, until: number): Promise<Ended> {
    const { caller, reply } = exchange;
    const known: { latest?: Review } = {};
    let settle: (why: Ended['why']) => void = () => undefined;
    const settled = new Promise<Ended['why']>((resolve) => (settle = resolve));
    const note = (review: Review | null): void => {
      if (review === null) return settle('missed');
      if (known.latest !== undefined && known.latest.revision > review.revision) return;
      known.latest = review;
      if (isOver(review)) settle('over');
    };
    const onClose = (): void => settle('gone');
    // Followed before it is read: what changes in between is told.
    const leave = this.changes.follow({ workspace: caller.workspace, review: id }, note);
    reply.raw.once('close', onClose);
    let timer: NodeJS.Timeout | undefined;
    try {
      const first = await this.reads.byId(exchange, id);
      note(first);
      if (this.changes.isOver) settle('missed');
      timer = setTimeout(() => settle('timed-out'), Math.max(0, until - performance.now()));
      const why = await settled;
      return { why, review: known.latest ?? first, hasWaited: !isOver(first) };
    } finally {
      clearTimeout(timer);
      reply.raw.off('close', onClose);
      leave();
    }
  }
}

/** Whoever waited may have lost his credential or his sight of the review meanwhile. */
async function answered({ caller, standing, reply }: Exchange, ended: Ended): Promise<Review> {
  const { why, review, hasWaited } = ended;
  if (hasWaited && why !== 'gone') {
    const judgement = Date.now() < standing.expiresAt ? await standing.judge() : 'fallen';
    if (judgement === 'fallen') throw new Failed({ kind: 'unauthenticated' });
    if (!canSee(review, caller)) return notFound();
  }
  void reply.header('ETag', entityTag(review));
  if (why === 'timed-out') void reply.header('X-Timed-Out', 'true');
  return review;
}

const stopping = (): Failed =>
  new Failed({ kind: 'unavailable', problem: 'the gateway is stopping', retryAfterSeconds: 1 });

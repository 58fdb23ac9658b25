import { DecideReview, type ReviewAnswer, type SentReviewCommand } from '@countersign/commands';
import {
  commandIdentity,
  entityTag,
  type Exchange,
  idempotencyKey,
  isUnchanged,
  readIfMatch,
  requireModestPayload,
  reviewIdFor,
  ReviewReads,
  seenBy,
} from '@countersign/http';
import type { Review, Seen } from '@countersign/review';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { AskBody } from './ask-schema';
import type { ReviewBody } from './review-body';
import { reviewIdOf } from './review-id';
import { pastBody, toBody } from './to-body';
import { toRequest, type Wisher } from './to-command';

/** What a write came to. */
interface Written {
  readonly review: Review;
  /** The review is as of the write, which was made before: nobody can do anything with that. */
  readonly isRepeated: boolean;
}

interface WriteTo {
  readonly operation: string;
  /** The review's id as the path has it. */
  readonly id: string;
  /** All that was sent, for the request to be known again. */
  readonly body: object;
}

/** Reads and writes of single reviews, as this API speaks of them. */
@Injectable()
export class NativeReviews {
  constructor(
    private readonly bus: CommandBus,
    private readonly reads: ReviewReads,
  ) {}

  /** 201, or 200 where the same request was accepted before. */
  async ask(exchange: Exchange, body: AskBody): Promise<ReviewBody> {
    const { caller, request, reply } = exchange;
    requireModestPayload(body.payload);
    const key = idempotencyKey(request);
    const id = reviewIdFor(caller, key);
    const command = toRequest(body, wisherOf(exchange), { review: id, key });
    const identity = commandIdentity(request, caller, { operation: 'ask', target: '', body }, key);
    const answer = await this.execute(new DecideReview(id, command, { ...identity, api: 'native' }));
    if (answer.kind === 'accepted' && answer.repeated) void reply.status(200);
    const written = this.written(exchange, answer);
    void reply.header('Location', `/v1/reviews/${written.review.id}`);
    return writtenBody(exchange, written);
  }

  /** Undefined for 304. */
  async read(exchange: Exchange, id: string): Promise<ReviewBody | undefined> {
    const review = await this.reads.byId(exchange, reviewIdOf(id));
    return isKnown(exchange, review) ? undefined : bodyFor(exchange, review);
  }

  /** Answered with the review; `command` is told what the caller says he saw. */
  async write(
    exchange: Exchange,
    { operation, id, body }: WriteTo,
    command: (wisher: Wisher, seen: Seen) => SentReviewCommand,
  ): Promise<Written> {
    const { caller, request } = exchange;
    const review = reviewIdOf(id);
    const { seenDigest = null } = body as { readonly seenDigest?: string | null };
    const seen = { ...seenBy(readIfMatch(request.headers['if-match']), review), digest: seenDigest };
    const sent = command(wisherOf(exchange), seen);
    const wish = { operation, target: review, body };
    const identity = commandIdentity(request, caller, wish, idempotencyKey(request));
    const answer = await this.execute(new DecideReview(review, sent, { ...identity, api: 'native' }));
    return this.written(exchange, answer);
  }

  private written(exchange: Exchange, answer: ReviewAnswer): Written {
    const review = this.reads.acknowledge(exchange, answer);
    return { review, isRepeated: answer.kind === 'accepted' && answer.repeated };
  }

  private execute(command: DecideReview): Promise<ReviewAnswer> {
    return this.bus.execute(command);
  }
}

export const wisherOf = ({ caller }: Exchange): Wisher => ({ actor: caller, at: Date.now() });

export const bodyFor = ({ caller }: Exchange, review: Review): ReviewBody =>
  toBody(review, caller, Date.now());

export const writtenBody = (exchange: Exchange, { review, isRepeated }: Written): ReviewBody =>
  isRepeated ? pastBody(review, exchange.caller) : bodyFor(exchange, review);

/** Whether the caller has this very revision; then 304 is set. */
export function isKnown({ request, reply }: Exchange, review: Review): boolean {
  if (!isUnchanged(request.headers['if-none-match'], entityTag(review))) return false;
  void reply.status(304);
  return true;
}

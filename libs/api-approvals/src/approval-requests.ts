import { DecideReview, type ReviewAnswer } from '@countersign/commands';
import {
  commandIdentity,
  type Exchange,
  Failed,
  idempotencyKey,
  readIfMatch,
  requireModestPayload,
  reviewIdFor,
  ReviewReads,
  seenBy,
} from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import type { Review } from '@countersign/review';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { cursorBehind, placeOf } from './cursor';
import type { AskBody, DecideBody, ListQuery } from './schema';
import { toApproval, toFilter, toRejection, toRequest } from './translate';

const DECISIONS = { approve: toApproval, reject: toRejection } as const;

/** Reviews as this API asks for them: by the review's id. */
@Injectable()
export class ApprovalRequests {
  constructor(
    private readonly bus: CommandBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  async read(exchange: Exchange, id: string): Promise<Review> {
    return this.reads.byId(exchange, uuidOf(id));
  }

  async list(exchange: Exchange, query: ListQuery): Promise<readonly Review[]> {
    const { caller, reply } = exchange;
    const { limit, cursor } = query;
    const after = cursor === undefined ? {} : { after: placeOf(cursor) };
    const page = { limit: limit + 1, ...after };
    const found = await this.reads.list(exchange, () =>
      this.views.reviews.list(caller, toFilter(query, caller), page),
    );
    const last = found[limit - 1];
    if (found.length > limit && last !== undefined) void reply.header('X-Next-Cursor', cursorBehind(last));
    return found.slice(0, limit);
  }

  /** 201, or 200 where the same request was accepted before. */
  async ask(exchange: Exchange, body: AskBody): Promise<Review> {
    const { caller, request, reply } = exchange;
    const key = keyOf(exchange, body);
    const review = reviewIdFor(caller, key);
    const command = toRequest(body, caller, Date.now(), { review, key });
    requireModestPayload(command.payload);
    const { idempotencyKey: _, ...content } = body;
    const wish = { operation: 'ask', target: '', body: content };
    const identity = commandIdentity(request, caller, wish, key);
    const answer = await this.execute(new DecideReview(review, command, { ...identity, api: 'approvals' }));
    if (answer.kind === 'accepted' && answer.repeated) void reply.status(200);
    return this.reads.acknowledge(exchange, answer);
  }

  async decide(
    exchange: Exchange,
    verdict: keyof typeof DECISIONS,
    id: string,
    body: DecideBody,
  ): Promise<Review> {
    const { caller, request } = exchange;
    const review = uuidOf(id);
    const seen = seenBy(readIfMatch(request.headers['if-match']), review);
    const command = DECISIONS[verdict](body, caller, Date.now(), seen);
    const wish = { operation: verdict, target: review, body };
    const identity = commandIdentity(request, caller, wish, idempotencyKey(request));
    const answer = await this.execute(new DecideReview(review, command, { ...identity, api: 'approvals' }));
    return this.reads.acknowledge(exchange, answer);
  }

  private execute(command: DecideReview): Promise<ReviewAnswer> {
    return this.bus.execute(command);
  }
}

/** The key may stand in the header or in the body, but only one key. */
function keyOf({ request }: Exchange, body: AskBody): string | null {
  const header = idempotencyKey(request);
  const field = body.idempotencyKey ?? null;
  if (header === null || field === null || header === field) return header ?? field;
  const msg = 'Input should be the same as the header Idempotency-Key';
  throw new Failed({
    kind: 'invalid',
    problems: [{ loc: ['body', 'idempotencyKey'], msg, type: 'value_error' }],
  });
}

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

function uuidOf(id: string): string {
  const parts = UUID.exec(id);
  if (parts !== null) return parts.slice(1).join('-').toLowerCase();
  const msg = 'Input should be a valid UUID';
  throw new Failed({
    kind: 'invalid',
    problems: [{ loc: ['path', 'approval_id'], msg, type: 'uuid_parsing' }],
  });
}

import { DecideReview, type ReviewAnswer, wasDecidedBy } from '@countersign/commands';
import {
  commandIdentity,
  type Exchange,
  Failed,
  idempotencyKey,
  readIfMatch,
  requireModestPayload,
  reviewIdFor,
  ReviewReads,
  sayTotal,
  SESSION_ID,
  seenBy,
} from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import type { Review } from '@countersign/review';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { nextPage, pageOf } from './page';
import type { AskBody, DecideBody, ListQuery } from './schema';
import { toDecision, toFilter, toRequest, verdictOf } from './translate';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reviews as this API asks for them: by one id that is a review's or a session's. */
@Injectable()
export class AccessReviews {
  constructor(
    private readonly bus: CommandBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  async read(exchange: Exchange, id: string): Promise<Review> {
    requireId(id);
    return this.reads.byIdOrSession(exchange, id);
  }

  async list(exchange: Exchange, query: ListQuery): Promise<readonly Review[]> {
    const { caller, reply } = exchange;
    const filter = toFilter(query, caller);
    const page = pageOf(query);
    let total = 0;
    const reviews = await this.reads.list(exchange, async (known) => {
      const [counted, found] = await Promise.all([
        this.views.reviews.count(caller, filter, known),
        this.views.reviews.list(caller, filter, page),
      ]);
      total = counted;
      return found;
    });
    sayTotal(reply, total);
    const next = nextPage(query, reviews.length, total);
    if (next !== null) void reply.header('Link', `<${next}>; rel="next"`);
    return reviews;
  }

  async ask(exchange: Exchange, session: string, body: AskBody): Promise<Review> {
    requireSessionId(session);
    const { caller, request } = exchange;
    const key = idempotencyKey(request);
    const review = reviewIdFor(caller, key);
    const command = toRequest(body, caller, Date.now(), { review, session, key });
    requireModestPayload(command.payload);
    const identity = commandIdentity(request, caller, { operation: 'ask', target: session, body }, key);
    return this.reads.acknowledge(
      exchange,
      await this.bus.execute<DecideReview, ReviewAnswer>(
        new DecideReview(review, command, { ...identity, api: 'access' }),
      ),
    );
  }

  /** The id is tried as a review's first, straight at the log, then as a session's. */
  async decide(exchange: Exchange, id: string, body: DecideBody): Promise<Review> {
    requireId(id);
    const { caller, request } = exchange;
    const key = idempotencyKey(request);
    const ifMatch = readIfMatch(request.headers['if-match']);
    const wish = { operation: verdictOf(body), target: id, body };
    const identity = commandIdentity(request, caller, wish, key);
    const decide = (review: string): Promise<ReviewAnswer> => {
      const command = toDecision(body, caller, Date.now(), seenBy(ifMatch, review));
      return this.bus.execute(new DecideReview(review, command, { ...identity, api: 'access' }));
    };

    if (UUID.test(id)) {
      const answer = await decide(id.toLowerCase());
      if (!isNotFound(answer)) return this.reads.acknowledge(exchange, answer);
    }
    const review = await this.reads.forDecision(exchange, id, {
      purpose: verdictOf(body) === 'REVOKED' ? 'revoke' : 'any',
      ifMatch,
      hasDecided: key === null ? null : (candidate) => wasDecidedBy(candidate, identity.commandId),
    });
    return this.reads.acknowledge(exchange, await decide(review.id));
  }
}

const isNotFound = (answer: ReviewAnswer): boolean =>
  answer.kind === 'refused' && answer.refusal.code === 'not-found';

/** What cannot be the id of anything is answered like an id of nothing. */
function requireId(id: string): void {
  if (!SESSION_ID.test(id)) {
    throw new Failed({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
  }
}

function requireSessionId(session: string): void {
  if (SESSION_ID.test(session)) return;
  const msg = 'expected 1 to 128 characters of A-Z a-z 0-9 . _ : -';
  throw new Failed({
    kind: 'invalid',
    problems: [{ loc: ['path', 'session_id'], msg, type: 'string_pattern_mismatch' }],
  });
}

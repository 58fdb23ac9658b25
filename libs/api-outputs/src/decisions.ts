import { DecideReview, wasDecidedBy, type ReviewAnswer } from '@countersign/commands';
import {
  commandIdentity,
  type Exchange,
  Failed,
  idempotencyKey,
  type IfMatch,
  type Position,
  positionHeader,
  readIfMatch,
  ReviewReads,
  seenBy,
  type StreamMessage,
  type StreamSource,
} from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import type { Principal, Review, ReviewDecision, Seen } from '@countersign/review';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Crystallisation, type CrystallisationStep } from './crystallisation';
import { completedMessage, decidedMessage, doneMessage, startedMessage } from './messages';

/** Nest token of the longest time for which an answer stays open, in milliseconds. */
export const LONGEST_STREAM = Symbol('LONGEST_STREAM');

/** What the body of a decision says, and what it becomes once it is known which review is meant. */
interface OutputDecision {
  readonly session: string;
  readonly verdict: 'approve' | 'reject';
  readonly body: { readonly review_id?: string | null };
  readonly toCommand: (
    wisher: { readonly actor: Principal; readonly at: number },
    seen: Seen,
  ) => ReviewDecision;
}

/** Decides the pending review of a session, and answers with what becomes of it as it happens. */
@Injectable()
export class OutputDecisions {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReviewReads,
    private readonly crystallisation: Crystallisation,
    @Inject(VIEWS) private readonly views: Views,
    @Inject(LONGEST_STREAM) private readonly longestMs: number,
  ) {}

  /** What is to be told, once the decision is recorded; throws {@link Failed} for a refusal. */
  async decide(exchange: Exchange, decision: OutputDecision): Promise<StreamSource> {
    const { caller, request } = exchange;
    const lastSeen = positionHeader(request, 'Last-Event-ID');
    const { session, verdict, body } = decision;
    const key = idempotencyKey(request);
    const ifMatch = readIfMatch(request.headers['if-match']);
    const identity = commandIdentity(request, caller, { operation: verdict, target: session, body }, key);
    const hasDecided = key === null ? null : (review: Review) => wasDecidedBy(review, identity.commandId);
    const { id } = await this.meant(exchange, decision, { ifMatch, hasDecided });
    const command = decision.toCommand({ actor: caller, at: Date.now() }, seenBy(ifMatch, id));
    const answer = await this.commands.execute<DecideReview, ReviewAnswer>(
      new DecideReview(id, command, { ...identity, api: 'outputs' }),
    );
    const review = this.reads.acknowledge(exchange, answer);
    const isRepeated = answer.kind === 'accepted' && answer.repeated;
    const recorded = answer.kind === 'accepted' ? answer.position : null;
    const told = { review, verdict, recorded, caller, isRepeated };
    return { messages: (gone) => since(isRepeated ? lastSeen : null, this.messages(told, gone)) };
  }

  private async meant(
    exchange: Exchange,
    { session, body }: OutputDecision,
    by: { readonly ifMatch: IfMatch; readonly hasDecided: ((review: Review) => boolean) | null },
  ): Promise<Review> {
    const named = body.review_id?.toLowerCase();
    if (named === undefined) return this.reads.forDecision(exchange, session, { purpose: 'pending', ...by });
    const review = await this.reads.byId(exchange, named);
    if (review.session === session) return review;
    throw new Failed({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
  }

  /** Of a decision that was recorded before, the same again. Where nothing changed, nothing is recorded. */
  private async *messages(told: ToldDecision, gone: AbortSignal): AsyncGenerator<StreamMessage> {
    const { review, verdict, recorded, caller, isRepeated } = told;
    let position = recorded ?? this.views.progress.position() ?? '0';
    yield decidedMessage(review, verdict, position);
    if ('outcome' in review && recorded !== null) {
      const until = AbortSignal.any([gone, AbortSignal.timeout(this.longestMs)]);
      const settlement = { review, position: recorded, caller, isRepeated };
      let isCompleted = false;
      for await (const step of this.crystallisation.of(settlement, until)) {
        position = step.position;
        isCompleted = step.kind === 'completed';
        yield stepMessage(step);
      }
      if (!isCompleted) return;
    }
    yield doneMessage({ position, at: Date.now() });
  }
}

interface ToldDecision {
  readonly review: Review;
  readonly verdict: OutputDecision['verdict'];
  /** Where in the log the decision stands. */
  readonly recorded: Position | null;
  readonly caller: Principal;
  readonly isRepeated: boolean;
}

/** Leaves out what a client got before it lost its answer; that of the same id it may have missed. */
async function* since(
  lastSeen: Position | null,
  messages: AsyncIterable<StreamMessage>,
): AsyncGenerator<StreamMessage> {
  for await (const message of messages) {
    if (lastSeen === null || BigInt(message.id) >= lastSeen) yield message;
  }
}

function stepMessage(step: CrystallisationStep): StreamMessage {
  switch (step.kind) {
    case 'started':
      return startedMessage(step, step.runId);
    case 'completed':
      return completedMessage(step, step.runId, step.memoryIds);
  }
}

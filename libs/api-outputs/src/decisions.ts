import { DecideReview, wasDecidedBy, type ReviewAnswer } from '@countersign/commands';
import {
  commandIdentity,
  type Exchange,
  Failed,
  idempotencyKey,
  type IfMatch,
  readIfMatch,
  ReviewReads,
  seenBy,
  type StreamMessage,
  writeEventStream,
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

  /** Nothing is sent before the decision is recorded; throws {@link Failed} for a refusal. */
  async decide(exchange: Exchange, decision: OutputDecision): Promise<void> {
    const { caller, request, reply } = exchange;
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
    const position = answer.kind === 'accepted' && !answer.repeated ? answer.position : null;
    await writeEventStream(reply, (gone) => this.messages(review, verdict, position, gone));
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

  /**
   * Of a decision that was recorded before (no position), only what became of it: its run has its steps behind it, or
   * shows them to the one who decided first.
   */
  private async *messages(
    review: Review,
    verdict: OutputDecision['verdict'],
    recorded: CrystallisationStep['position'] | null,
    gone: AbortSignal,
  ): AsyncGenerator<StreamMessage> {
    let position = recorded ?? this.views.progress.position() ?? '0';
    yield decidedMessage(review, verdict, position);
    if ('outcome' in review && recorded !== null) {
      const until = AbortSignal.any([gone, AbortSignal.timeout(this.longestMs)]);
      for await (const step of this.crystallisation.of(review.outcome.eventId, recorded, until)) {
        position = step.position;
        yield stepMessage(step);
      }
      if (until.aborted) return;
    }
    yield doneMessage({ position, at: Date.now() });
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

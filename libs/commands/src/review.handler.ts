import { reviewStream, type Log } from '@countersign/event-store';
import {
  decide,
  decodeReviewEvent,
  encodeReviewEvent,
  evolve,
  type Refusal,
  type ReviewCommand,
  type ReviewEvent,
  type ReviewState,
  workspaceOf,
} from '@countersign/review';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandLoop } from './command-loop';
import { DecideReview, type ReviewAnswer } from './contract';
import type { Aggregate } from './folded';
import { LOG } from './log-token';

const reviews: Aggregate<ReviewCommand, ReviewEvent, ReviewState, Refusal> = {
  initial: null,
  decide,
  evolve,
  encode: encodeReviewEvent,
  decode: decodeReviewEvent,
  refusals: { mismatch: { code: 'idempotency-mismatch' }, conflict: { code: 'conflict' } },
  starts: (command) => command.kind === 'RequestReview',
};

@CommandHandler(DecideReview)
export class ReviewHandler implements ICommandHandler<DecideReview> {
  private readonly loop: CommandLoop<ReviewCommand, ReviewEvent, ReviewState, Refusal>;

  constructor(@Inject(LOG) log: Log) {
    this.loop = new CommandLoop(log, reviews);
  }

  async execute({ review, command: sent, context }: DecideReview): Promise<ReviewAnswer> {
    const command: ReviewCommand = sent.kind === 'RequestReview' ? { ...sent, rule: null } : sent;
    const workspace = workspaceOf(command);
    const answer = await this.loop.execute(reviewStream(workspace, review), workspace, command, context);
    if (answer.kind === 'refused') {
      const { refusal } = answer;
      return { kind: 'refused', refusal, review: refusal.code === 'not-found' ? null : answer.state };
    }
    if (answer.state === null) throw new Error('an accepted command left no review');
    const { position, repeated } = answer;
    return { kind: 'accepted', review: answer.state, position, repeated };
  }
}

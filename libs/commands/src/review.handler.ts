import { reviewStream, type Log } from '@countersign/event-store';
import {
  decide,
  decodeReviewEvent,
  encodeReviewEvent,
  evolve,
  type Refusal,
  type RequestReview,
  type ReviewCommand,
  type ReviewEvent,
  type ReviewState,
  type ReviewWish,
  workspaceOf,
} from '@countersign/review';
import { matchRule } from '@countersign/rule';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMAND_BUDGET_MS, CommandLoop } from './command-loop';
import { COMMAND_OBSERVER, type CommandObserver, earOf, UNOBSERVED } from './command-observer';
import { DecideReview, type ReviewAnswer } from './contract';
import type { Aggregate } from './folded';
import { LOG } from './log-token';
import { WorkspaceRules } from './workspace-rules';

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

  constructor(
    @Inject(LOG) log: Log,
    @Inject(WorkspaceRules) private readonly rules: WorkspaceRules,
    @Inject(COMMAND_OBSERVER) observer: CommandObserver = UNOBSERVED,
  ) {
    this.loop = new CommandLoop(log, reviews, {
      ...earOf(observer, 'review'),
      recorded: (before, events, after) => {
        if (after !== null) observer.reviewRecorded(before, events, after);
      },
    });
  }

  async execute({ review, command: sent, context: given }: DecideReview): Promise<ReviewAnswer> {
    const deadline = Math.min(given.deadline ?? Infinity, performance.now() + COMMAND_BUDGET_MS);
    const command = sent.kind === 'RequestReview' ? await this.underRule(sent, deadline) : sent;
    const workspace = workspaceOf(command);
    const stream = reviewStream(workspace, review);
    // What a request records follows from the rules as well: sent again, it may not be what is recorded.
    const isFresh = command.kind === 'RequestReview' ? { isFresh: given.isFresh ?? false } : {};
    const context = { ...given, ...isFresh, deadline };
    const answer = await this.loop.execute(stream, workspace, command, context);
    if (answer.kind === 'refused') {
      const { refusal } = answer;
      return { kind: 'refused', refusal, review: refusal.code === 'not-found' ? null : answer.state };
    }
    if (answer.state === null) throw new Error('an accepted command left no review');
    const { position, repeated } = answer;
    return { kind: 'accepted', review: answer.state, position, repeated };
  }

  /** The rule is the workspace's to say: whatever came along with the request is overwritten. */
  private async underRule(wish: ReviewWish, deadline: number): Promise<RequestReview> {
    const rules = await this.rules.read(wish.actor.workspace, deadline);
    const { subject, action, labels } = wish;
    return { ...wish, rule: matchRule(rules, { subjectKind: subject.kind, action, labels }) };
  }
}

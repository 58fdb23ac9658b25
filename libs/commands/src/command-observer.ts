import type { Review, ReviewEvent, ReviewState } from '@countersign/review';

export type AggregateName = 'review' | 'memory' | 'rules' | 'api-keys';

/**
 * Hears what becomes of commands in this process, for figures: each of them once, after the fact. It costs a command's
 * time, so it does little, and it never throws.
 */
export interface CommandObserver {
  /** Facts of a review that this process has just recorded; not those that were there before. */
  reviewRecorded(before: ReviewState, events: readonly ReviewEvent[], after: Review): void;
  refused(aggregate: AggregateName, code: string): void;
  /** Somebody else's append was first: the command is decided again. */
  raceLost(aggregate: AggregateName): void;
}

export const UNOBSERVED: CommandObserver = {
  reviewRecorded: () => undefined,
  refused: () => undefined,
  raceLost: () => undefined,
};

/** Nest token of the {@link CommandObserver} of this process. */
export const COMMAND_OBSERVER = Symbol('COMMAND_OBSERVER');

/** What one loop tells of its aggregate. */
export interface LoopEar<Event = unknown, State = unknown> {
  recorded(before: State, events: readonly Event[], after: State): void;
  refused(code: string): void;
  raceLost(): void;
}

/** Of what is recorded only reviews have figures. */
export function earOf(observer: CommandObserver, aggregate: AggregateName): LoopEar {
  return {
    recorded: () => undefined,
    refused: (code) => observer.refused(aggregate, code),
    raceLost: () => observer.raceLost(aggregate),
  };
}

import {
  decide,
  evolve,
  type Refusal,
  type Review,
  type ReviewCommand,
  type ReviewEvent,
  type ReviewState,
} from '@countersign/review';

/** What became of the last command of a story. */
export interface Told {
  /** The state before it. */
  readonly before: ReviewState;
  /** What it recorded; empty where it changed nothing or was refused. */
  readonly events: readonly ReviewEvent[];
  readonly refusal: Refusal | null;
  /** The state after it. Throws where there is still no review. */
  readonly review: Review;
}

/**
 * Given some commands, each of which must be accepted, when one more comes, then this became of it. Event ids are
 * `event-<revision>`.
 */
export function given(...commands: readonly ReviewCommand[]): {
  when(command: ReviewCommand): Told;
  review: Review;
} {
  const before = commands.reduce<ReviewState>((state, command) => {
    const { refusal, review } = tell(state, command);
    if (refusal !== null) throw new Error(`given ${command.kind}: ${refusal.code}`);
    return review();
  }, null);
  return {
    when(command) {
      const { events, refusal, review } = tell(before, command);
      return {
        before,
        events,
        refusal,
        get review() {
          return review();
        },
      };
    },
    get review() {
      return existing(before);
    },
  };
}

/** The state after some events, as the store would hold them. */
export function folded(events: readonly ReviewEvent[], from: ReviewState = null): ReviewState {
  return events.reduce<ReviewState>(
    (state, event) => evolve(state, event, `event-${(state?.revision ?? -1) + 1}`),
    from,
  );
}

function tell(state: ReviewState, command: ReviewCommand) {
  const result = decide(command, state);
  const events = result.kind === 'accepted' ? result.events : [];
  return {
    events,
    refusal: result.kind === 'refused' ? result.refusal : null,
    review: () => existing(folded(events, state)),
  };
}

function existing(state: ReviewState): Review {
  if (state === null) throw new Error('there is no review');
  return state;
}

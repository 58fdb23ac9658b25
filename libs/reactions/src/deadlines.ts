import type { DecideReview, ReviewAnswer } from '@countersign/commands';
import type { Views } from '@countersign/projections';
import { clockCommand, closedAt } from './clock-command';
import { Runner, type RunnerOptions } from './runner';

/** What a reaction to the clock needs. */
export interface ClockOptions extends Omit<RunnerOptions, 'progress'> {
  readonly views: Pick<Views, 'reactions' | 'progress'>;
  /** Executes on the command bus. */
  readonly execute: (command: DecideReview) => Promise<ReviewAnswer>;
}

/** Fires deadlines until it is stopped. */
export interface Deadlines {
  stop(): Promise<void>;
}

/** Ends pending reviews whose deadline has passed (the design's *Status*), by the database's clock and at its time. */
export function startDeadlines({ views, execute, ...options }: ClockOptions): Deadlines {
  return new Runner(
    {
      table: views.reactions.deadlines,
      async close({ workspace, review, deadline, now }, step) {
        const expiry = { kind: 'ExpireReview', at: now, workspace } as const;
        const command = clockCommand(review, expiry, {
          id: `expire-review ${deadline}`,
          what: { deadline },
        });
        step();
        return closedAt(await execute(command));
      },
    },
    { ...options, progress: views.progress },
  );
}

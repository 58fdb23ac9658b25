import { createHash } from 'node:crypto';
import { DecideReview, type ReviewAnswer } from '@countersign/commands';
import type { Views } from '@countersign/projections';
import { v5 as uuidV5 } from 'uuid';
import { Runner, type RunnerOptions } from './runner';

interface DeadlinesOptions extends Omit<RunnerOptions, 'progress'> {
  readonly views: Pick<Views, 'reactions' | 'progress'>;
  /** Executes on the command bus. */
  readonly execute: (command: DecideReview) => Promise<ReviewAnswer>;
}

/** Fires deadlines until it is stopped. */
export interface Deadlines {
  stop(): Promise<void>;
}

/**
 * Ends pending reviews whose deadline has passed (the design's *Status*), by the database's clock and at its time. The
 * command's id comes from the review and its deadline, so that a second gateway and a retry are answered as at first.
 */
export function startDeadlines({ views, execute, ...options }: DeadlinesOptions): Deadlines {
  const table = views.reactions.deadlines;
  return new Runner(
    {
      table,
      async close({ workspace, review, deadline, now }, step) {
        const content = { kind: 'ExpireReview', workspace } as const;
        const context = {
          commandId: uuidV5(`expire-review ${deadline}`, review),
          requestDigest: digestOf({ ...content, review, deadline }),
          correlationId: review,
          causationId: review,
          api: 'reaction',
          traceparent: null,
        } as const;
        step();
        const answer = await execute(new DecideReview(review, { ...content, at: now }, context));
        if (answer.kind === 'accepted') return answer.position;
        // Somebody decided it in time.
        if (answer.refusal.code === 'wrong-state') return null;
        throw new Error(answer.refusal.code);
      },
    },
    { ...options, progress: views.progress },
  );
}

function digestOf(content: Readonly<Record<string, string | number>>): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

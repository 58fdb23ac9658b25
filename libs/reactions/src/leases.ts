import { clockCommand, closedAt } from './clock-command';
import type { ClockOptions } from './deadlines';
import { Runner } from './runner';

/** Ends leases until it is stopped. */
export interface Leases {
  stop(): Promise<void>;
}

/**
 * Notes executors that fell silent (the design's *Executing*): a lease that runs out without a report makes its
 * `onetime` review UNKNOWN. A lease that was extended since is not due, and is looked at again at its new end.
 */
export function startLeases({ views, execute, ...options }: ClockOptions): Leases {
  return new Runner(
    {
      table: views.reactions.leases,
      async close({ workspace, review, lease, until, now }, step) {
        const loss = { kind: 'LoseLease', at: now, workspace, lease } as const;
        const command = clockCommand(review, loss, { id: `lose-lease ${lease} ${until}`, what: { until } });
        step();
        const answer = await execute(command);
        // The heartbeat came first; the views will say until when.
        if (answer.kind === 'refused' && answer.refusal.code === 'not-due') return null;
        return closedAt(answer);
      },
    },
    { ...options, progress: views.progress },
  );
}

import type { Position } from '@countersign/event-store';
import type { ProjectionStatus, Views } from './contract';
import { positionOf } from './database/position-text';
import type { SharedHead } from './progress/shared-head';
import type { ViewProgress } from './progress/view-progress';
import type { Projection } from './projections/projection';
import type { BatchFold } from './projector/batch-fold';
import type { Projector } from './projector/projector';

interface Parts {
  readonly projections: readonly Projection[];
  readonly projector: Projector;
  readonly progress: ViewProgress;
  readonly head: SharedHead;
  readonly fold: BatchFold;
}

/**
 * How far behind the store's head the views are. Positions of a store are places, not numbers of events, and so is
 * their distance; the lag in seconds is an upper bound. Where the store cannot be asked, the last
 * known head stands in.
 */
export function statusOf({ projections, projector, progress, head, fold }: Parts): Views['status'] {
  let lastLevel = Date.now();
  return async () => {
    const isAsked = await head.read().then(
      () => true,
      () => false,
    );
    const position = progress.position();
    const isLevel = progress.hasReached(head.latest);
    if (isLevel && isAsked) lastLevel = Date.now();
    const since = Math.max(lastLevel, projector.lastEventAt ?? 0);
    return projections.map(({ name, version }): ProjectionStatus => ({
      name,
      version,
      position: position?.toString() ?? null,
      head: head.latest?.toString() ?? null,
      lagPositions: isLevel ? 0 : distance(position, head.latest),
      lagSeconds: isLevel && isAsked ? 0 : Math.max(0, (Date.now() - since) / 1_000),
      state: projector.state,
      error: projector.error ?? (isAsked ? null : 'the store cannot be asked'),
      parked: fold.parked.map((row) => ({
        stream: row.stream,
        position: positionOf(row.position).toString(),
        reason: row.reason,
      })),
    }));
  };
}

function distance(position: Position | null, head: Position | null): number {
  return Number((head ?? 0n) - (position ?? 0n));
}

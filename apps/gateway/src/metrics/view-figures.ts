import type { LogReader } from '@countersign/event-store';
import type { ProjectionStatus, ReactionStatus, Views } from '@countersign/projections';
import { Gauge, type Registry } from 'prom-client';

export type WatchedViews = Pick<Views, 'status' | 'reactions' | 'statistics'>;
export type WatchedStore = Pick<LogReader, 'head'>;

const STATES: readonly ProjectionStatus['state'][] = ['live', 'catching-up', 'stopped', 'building'];

/** How the views of this gateway and the work that follows from them stand, looked at when somebody asks. */
export function viewFigures(
  registry: Registry,
  views: WatchedViews,
  store: WatchedStore,
): () => Promise<void> {
  const registers = [registry];
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Gauge<Label> => new Gauge({ name: `countersign_${name}`, help, labelNames, registers });

  const reachable = gauge('store_reachable', '1 where the event store answers this gateway', []);
  const pending = gauge('reviews_pending', 'Reviews that wait for a decision, of all workspaces', []);
  const oldest = gauge(
    'oldest_pending_seconds',
    'For so long the oldest of them has waited; 0 without one',
    [],
  );
  const lagSeconds = gauge('projection_lag_seconds', 'At most so far the views are behind the log', [
    'projection',
  ]);
  const lagPositions = gauge(
    'projection_lag_positions',
    'Distance to the head of the log, in places of the store and not in events',
    ['projection'],
  );
  const parked = gauge('projection_parked_streams', 'Streams that could not be applied, at most 100', [
    'projection',
  ]);
  const state = gauge('projection_state', '1 for the state that a projection is in', ['projection', 'state']);
  const failing = gauge('projection_failing', '1 where a projection cannot go on, see the log', [
    'projection',
  ]);
  const writes = gauge('projection_writes', '1 where this gateway writes the views, 0 where it watches', [
    'projection',
  ]);
  const due = gauge('reaction_due', 'Work that is due, at most 1,000', ['reaction']);
  const stuck = gauge('reaction_stuck', 'Work that failed five times or more and is tried on', ['reaction']);
  const parkedWork = gauge('reaction_parked', 'Work that is not tried any more', ['reaction']);
  const holder = gauge('reaction_holder', '1 where this gateway does that work', ['reaction']);

  const tellProjection = (each: ProjectionStatus): void => {
    const { name: projection } = each;
    lagSeconds.set({ projection }, each.lagSeconds);
    lagPositions.set({ projection }, each.lagPositions);
    parked.set({ projection }, each.parked.length);
    failing.set({ projection }, each.error === null ? 0 : 1);
    writes.set({ projection }, each.role === 'projecting' ? 1 : 0);
    for (const one of STATES) state.set({ projection, state: one }, each.state === one ? 1 : 0);
  };
  const tellReaction = (each: ReactionStatus): void => {
    const { name: reaction } = each;
    if (each.due === null) due.remove({ reaction });
    else due.set({ reaction }, each.due);
    stuck.set({ reaction }, each.stuck.length);
    parkedWork.set({ reaction }, each.parked.length);
    holder.set({ reaction }, each.holder ? 1 : 0);
  };

  const tellWaiting = async (): Promise<void> => {
    const waiting = await views.statistics.waiting();
    pending.set(waiting.pending);
    oldest.set(waiting.oldestAt === null ? 0 : Math.max(0, Date.now() - waiting.oldestAt) / 1_000);
  };

  return async () => {
    const [projections, reactions, isReachable] = await Promise.all([
      views.status(),
      views.reactions.status(),
      isAnswering(store),
    ]);
    reachable.set(isReachable ? 1 : 0);
    // The other figures are needed most while there are no views; an old backlog would look like a new one.
    await tellWaiting().catch(() => [pending, oldest].forEach((each) => each.remove()));
    // What is built beside those that serve is gone when it serves.
    for (const each of [lagSeconds, lagPositions, parked, state, failing, writes]) each.reset();
    projections.forEach(tellProjection);
    reactions.forEach(tellReaction);
  };
}

function isAnswering(store: WatchedStore): Promise<boolean> {
  return store.head().then(
    () => true,
    () => false,
  );
}

import type { ProjectionStatus, ReactionStatus } from '@countersign/projections';

/** What anybody may know of a projection: how much is parked, and not what. */
type PublicProjection = Omit<ProjectionStatus, 'parked'> & { readonly parked: number };
type PublicReaction = Omit<ReactionStatus, 'stuck' | 'parked'> & {
  readonly stuck: number;
  readonly parked: number;
};

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unavailable';
  /** Counts of what is parked or stuck end at 100. */
  readonly projections: readonly PublicProjection[];
  readonly reactions: readonly PublicReaction[];
}

export function readinessOf(
  projections: readonly ProjectionStatus[],
  reactions: readonly ReactionStatus[],
): Readiness['status'] {
  // What is being built beside the tables that serve keeps nobody from being served.
  const served = projections.filter(({ state }) => state !== 'building');
  if (served.some(({ state, error }) => state === 'stopped' || error !== null)) return 'unavailable';
  const isDegraded =
    projections.some(({ parked, error }) => parked.length > 0 || error !== null) ||
    reactions.some(({ stuck, parked, problem }) => stuck.length + parked.length > 0 || problem !== null);
  return isDegraded ? 'degraded' : 'ready';
}

/** An error may name streams, hosts and users: only that there is one is told. */
export function publicProjection({ parked, error, ...status }: ProjectionStatus): PublicProjection {
  const told = error === null ? null : 'The views of this gateway are not updated; its log says why';
  return { ...status, error: told, parked: parked.length };
}

export function publicReaction({ stuck, parked, problem, ...status }: ReactionStatus): PublicReaction {
  const told = problem === null ? null : 'This gateway does not run it; its log says why';
  return { ...status, stuck: stuck.length, parked: parked.length, problem: told };
}

import type { Kysely } from 'kysely';
import type { Position } from '@countersign/event-store';
import { placeOf } from './builds/builds';
import type { SeenBuild } from './builds/builds';
import type { Served, Upkeep } from './builds/upkeep';
import type { ProjectionStatus, Views } from './contract';
import { positionOf } from './database/position-text';
import { selectFrom } from './database/table';
import type { SharedHead } from './progress/shared-head';
import type { ViewProgress } from './progress/view-progress';
import { parkedTable } from './projector/parked-streams';
import type { ReadModel } from './read-model/read-model';

interface Parts {
  readonly models: readonly ReadModel[];
  readonly upkeep: Upkeep;
  readonly reader: Kysely<unknown>;
  readonly progress: ViewProgress;
  readonly head: SharedHead;
}

type Parked = ProjectionStatus['parked'];
const MOST_PARKED = 100;

/**
 * How far behind the store's head the views are. Positions of a store are places, not numbers of events, and so is
 * their distance; the lag in seconds is an upper bound. Where the store cannot be asked, the last
 * known head stands in.
 */
export function statusOf({ models, upkeep, reader, progress, head }: Parts): Views['status'] {
  let lastLevel = Date.now();
  return async () => {
    const isAsked = await head.read().then(
      () => true,
      () => false,
    );
    const { served } = upkeep;
    const position = progress.position();
    const isLevel = progress.hasReached(head.latest);
    if (isLevel && isAsked) lastLevel = Date.now();
    if (served === null) return nothingServed(models, upkeep);
    const parked = await parkedIn(reader, served).catch(() => 'unknown' as const);
    const since = Math.max(lastLevel, served.follower.lastEventAt ?? 0);
    const { follower, model } = served;
    const problem =
      follower.error ??
      upkeep.problem ??
      (isAsked ? null : 'the store cannot be asked') ??
      (parked === 'unknown' ? 'the database of the views cannot be asked' : null);
    const rows = model.projections.map(({ name }): ProjectionStatus => ({
      name,
      ...follower.build,
      role: follower.role,
      position: position?.toString() ?? null,
      head: head.latest?.toString() ?? null,
      lagPositions: isLevel ? 0 : distance(position, head.latest),
      lagSeconds: isLevel && isAsked ? 0 : Math.max(0, (Date.now() - since) / 1_000),
      state: follower.state,
      error: problem,
      parked: parked === 'unknown' ? [] : parked,
    }));
    return [...rows, ...building(upkeep, served, head)];
  };
}

/** Builds that are being made beside the one that serves. */
function building(upkeep: Upkeep, served: Served, head: SharedHead): ProjectionStatus[] {
  const isBeside = (row: SeenBuild): boolean =>
    row.state === 'building' && row.version >= served.model.version;
  return upkeep.rows.filter(isBeside).map(({ version, build, position }) => ({
    name: 'all',
    version,
    build,
    role: 'standby',
    position: placeOf({ position })?.toString() ?? null,
    head: head.latest?.toString() ?? null,
    lagPositions: distance(placeOf({ position }), head.latest),
    lagSeconds: 0,
    state: 'building',
    error: upkeep.builderError,
    parked: [],
  }));
}

function nothingServed(models: readonly ReadModel[], { problem }: Upkeep): ProjectionStatus[] {
  return (models.at(-1)?.projections ?? []).map(({ name }) => ({
    name,
    version: models.at(-1)?.version ?? 0,
    build: 0,
    role: 'standby',
    position: null,
    head: null,
    lagPositions: 0,
    lagSeconds: 0,
    state: 'stopped',
    error: problem ?? 'the views are not there yet',
    parked: [],
  }));
}

async function parkedIn(reader: Kysely<unknown>, { names }: Served): Promise<Parked> {
  const rows = await selectFrom(reader, names, parkedTable)
    .select(['stream', 'position', 'reason'])
    .orderBy('position')
    .limit(MOST_PARKED)
    .execute();
  return rows.map(({ stream, position, reason }) => ({
    stream,
    position: positionOf(position).toString(),
    reason,
  }));
}

function distance(position: Position | null, head: Position | null): number {
  return Number((head ?? 0n) - (position ?? 0n));
}

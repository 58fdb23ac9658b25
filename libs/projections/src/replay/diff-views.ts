import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogReader, Position } from '@countersign/event-store';
import { checkpointOf, placeOf } from '../builds/builds';
import type { SeenBuild } from '../builds/builds';
import type { DatabaseAddress } from '../database/open-database';
import type { BuildId } from '../database/table';
import { isSameBuild, tableNamesOf } from '../database/table';
import { confirmCheckpoint } from '../projector/confirm-checkpoint';
import { REPAIR, ViewsStopped } from '../projector/views-stopped';
import { readModel, tablesOf } from '../read-model/read-model';
import type { ReadModel } from '../read-model/read-model';
import { FreshViews } from './fresh-views';
import type { ReplayedPlace } from './fresh-views';
import { isMissing, LiveViews } from './live-views';
import type { Snapshot } from './live-views';
import { progressOf } from './replay-views';
import type { ReplayProgress } from './replay-views';
import { rowDifferences } from './row-differences';
import type { RowDifference } from './row-differences';
import { postingsOf, wordDifferences } from './word-differences';

export interface DiffOptions {
  readonly log: LogReader;
  /** The live views. */
  readonly database: DatabaseAddress;
  readonly model?: ReadModel;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DiffProgress) => void;
  /** The difference is written, or kept, before the comparison goes on. */
  readonly onDifference: (difference: RowDifference) => void | Promise<void>;
}

export type DiffProgress =
  | ({ readonly kind: 'replaying' } & ReplayProgress)
  | { readonly kind: 'comparing'; readonly table: string; readonly rows: number };

/** Where and what was compared. */
export interface Compared extends ReplayedPlace {
  readonly served: BuildId;
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly differences: number }[];
}

/** The live views fall back behind the fresh ones only when another build comes to serve. */
const BEHIND = 'behind';

/**
 * Compares the live views with a fresh replay of the log at exactly the same place, row by row; gateways go on
 * meanwhile. Rows and checkpoint are written in one transaction, and what is behind the checkpoint without having moved
 * it has left no rows: so the checkpoint of a snapshot is the place of all its rows. Throws `NoViewsYet`,
 * `ViewsStopped` where the live views are of another store, what store and database throw, and the reason of the
 * signal. Its temporary folder is gone afterwards.
 */
export async function diffViews(options: DiffOptions): Promise<Compared> {
  const { database, model = readModel, signal } = options;
  const live = await LiveViews.open(database, model);
  try {
    for (;;) {
      signal.throwIfAborted();
      const folder = await mkdtemp(join(tmpdir(), 'countersign-diff-'));
      try {
        const compared = await compareIn(folder, live, { ...options, model });
        if (compared !== BEHIND) return compared;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    await live.close();
  }
}

type OnRows = (count: number) => void;
type WithModel = DiffOptions & { readonly model: ReadModel };

async function compareIn(
  folder: string,
  live: LiveViews,
  options: WithModel,
): Promise<Compared | typeof BEHIND> {
  const { log, model } = options;
  let served = await live.served();
  const fresh = await FreshViews.make({ log, model, file: join(folder, 'views.sqlite') });
  try {
    // The second time is for what came during the first, so that the snapshot has to be held for little more.
    await bringTo(served, fresh, options);
    served = await live.served();
    await bringTo(served, fresh, options);
    return await live.atOneMoment(async (snapshot) => {
      const place = await bringTo(snapshot.served, fresh, options);
      if (place !== fresh.place.position) return BEHIND;
      return await compare(snapshot, fresh, options);
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (!isSameBuild(await live.served(), served)) return BEHIND;
    throw new ViewsStopped(`the views that serve are not whole: ${error.message}; ${REPAIR}`);
  } finally {
    await fresh.close();
  }
}

/** Resolves with the place of the live views. */
async function bringTo(
  served: SeenBuild,
  fresh: FreshViews,
  { log, signal, onProgress = () => undefined }: WithModel,
): Promise<Position | null> {
  await confirmCheckpoint(log, checkpointOf(served));
  const place = placeOf(served);
  if (place === null) return null;
  const told = progressOf(fresh, place, (progress) => onProgress({ kind: 'replaying', ...progress }));
  await fresh.advance(place, signal, told);
  return place;
}

async function compare(
  { served, read }: Snapshot,
  fresh: FreshViews,
  { model, signal, onProgress = () => undefined, onDifference }: WithModel,
): Promise<Compared> {
  const sides = {
    live: { read, names: tableNamesOf(served) },
    replayed: { read: fresh.database.read, names: fresh.names },
  };
  const tables: { name: string; rows: number; differences: number }[] = [];
  const differencesIn = async (name: string, found: (onRows: OnRows) => AsyncIterable<RowDifference>) => {
    const counted = { name, rows: 0, differences: 0 };
    const tell = (): void => onProgress({ kind: 'comparing', table: name, rows: counted.rows });
    tell();
    const onRows = (count: number): void => {
      signal.throwIfAborted();
      counted.rows += count;
      if (counted.rows % TOLD_EVERY === 0) tell();
    };
    for await (const difference of found(onRows)) {
      counted.differences += 1;
      await onDifference(difference);
    }
    tables.push(counted);
    signal.throwIfAborted();
  };
  for (const table of tablesOf(model)) {
    await differencesIn(table.name, (onRows) => rowDifferences(table, sides, onRows));
    const postings = postingsOf(table, sides.live.read);
    if (postings === null) continue;
    await differencesIn(postings.name, (onRows) => wordDifferences(table, postings, sides, onRows));
  }
  const { version, build } = served;
  return { ...fresh.place, served: { version, build }, tables };
}

const TOLD_EVERY = 1_000;

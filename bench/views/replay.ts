import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type DatabaseAddress, dumpTables } from '@countersign/projections';
import type { HistoryResult } from '../history/job';
import type { LimitJob, ReadResult } from '../limit/job';
import { startPostgres } from '../postgres';
import { caughtUp, type Gateway, placesOf, startGateway, type Store } from '../product';
import { askWorker } from '../worker';
import type { Database, ViewsBench } from './bench';
import type { ViewsMeasurement } from './figures';
import { storeHistory } from './history';

/** How often a gateway is asked where it is: each answer takes it some of its time. */
const EVERY_MS = 50;
const WITHIN_MS = 600_000;

type Replayed = Pick<ReadResult, 'events' | 'seconds'>;

/** One log, replayed again and again into empty views. Every replay has to make the same tables. */
export class Replays {
  #digest: string | null = null;

  private constructor(
    private readonly bench: ViewsBench,
    private readonly store: Store,
    private readonly history: HistoryResult,
  ) {}

  /** Writes the log; null where replays are not asked for. */
  static async prepare(bench: ViewsBench): Promise<Replays | null> {
    if (!bench.settings.sections.includes('replay')) return null;
    const { store, history } = await storeHistory(
      bench,
      join(bench.folder, 'replays'),
      bench.settings.events,
    );
    return new Replays(bench, store, history);
  }

  async round(databases: readonly Database[], folder: string): Promise<readonly ViewsMeasurement[]> {
    const bare = await this.#read();
    this.#confirm(bare);
    const figures = ({ events, seconds }: Replayed) => {
      const perSecond = events / seconds;
      return { perSecond, ofBareRead: perSecond / (bare.events / bare.seconds), seconds };
    };
    const measurements: ViewsMeasurement[] = [
      { section: 'replay', name: 'bare client reads', figures: figures(bare) },
    ];
    for (const database of databases) {
      const replayed = await this.#replay(database, join(folder, database));
      measurements.push({ section: 'replay', name: `replay, ${database}`, figures: figures(replayed) });
    }
    return measurements;
  }

  async end(): Promise<void> {
    await this.store.child.stop();
  }

  #read(from: { readonly after?: string } = {}): Promise<ReadResult> {
    const { connectionString } = this.store;
    return askWorker<LimitJob, ReadResult>(this.bench.bare, { kind: 'read', connectionString, ...from });
  }

  /** The log is what was written. */
  #confirm({ countByType }: ReadResult): void {
    for (const [type, count] of Object.entries(this.history.countByType)) {
      const found = countByType[type] ?? 0;
      if (found !== count) throw new Error(`the log holds ${found} ${type}, not ${count}`);
    }
  }

  /**
   * From when the gateway listens until its views hold the head. It follows the log before it listens, so what its views
   * held by then is left out.
   */
  async #replay(database: Database, folder: string): Promise<Replayed> {
    const { bench, store } = this;
    const { postgres } = bench;
    const server =
      database === 'SQLite' || postgres === null
        ? null
        : await startPostgres(postgres, join(folder, 'postgres'), bench.folder);
    const dataDir = join(folder, 'gateway');
    const gateway = await startGateway({
      ...placesOf(bench),
      dataDir,
      store,
      projects: true,
      ...(server === null ? {} : { databaseUrl: server.connectionString }),
    });
    const after = await positionOf(gateway);
    const startedAt = performance.now();
    await caughtUp(gateway, { everyMs: EVERY_MS, withinMs: WITHIN_MS });
    const seconds = (performance.now() - startedAt) / 1000;
    await gateway.child.stop();
    await this.#compare(
      database,
      server === null ? { file: join(dataDir, 'views.sqlite') } : { url: server.connectionString },
    );
    await server?.process.stop('SIGINT');
    const { events } = await this.#read(after === null ? {} : { after });
    return { events, seconds };
  }

  async #compare(database: Database, address: DatabaseAddress): Promise<void> {
    const digest = createHash('sha256')
      .update(await dumpTables(address))
      .digest('hex');
    this.#digest ??= digest;
    if (digest !== this.#digest)
      throw new Error(`a replay into ${database} made other tables than the first`);
  }
}

/** Up to where the views hold the log; null where they hold nothing yet. */
async function positionOf({ port }: Gateway): Promise<string | null> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  const { projections } = (await response.json()) as { projections: readonly { position: string | null }[] };
  return projections[0]?.position ?? null;
}

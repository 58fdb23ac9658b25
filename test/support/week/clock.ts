import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatabaseAddress } from '@countersign/projections';
import type { TestDatabases } from '../../../libs/testing/src/test-databases';

const realNow = Date.now.bind(Date);

/**
 * One clock for all: this process, the store's process, and the database server, whose clock decides what is due. It
 * goes as fast as the real one, and is put forward while nobody is between reading it and recording what he read.
 */
export class WeekClock {
  private aheadMs = 0;
  private readers = 0;
  private moved: Promise<unknown> = Promise.resolve();
  private readonly calm = new EventEmitter();

  private constructor(
    private readonly file: string,
    private readonly tellDatabase: (aheadMs: number) => Promise<unknown>,
  ) {}

  /** The database must have no connection yet. */
  static async over(folder: string, databases: TestDatabases, database: DatabaseAddress): Promise<WeekClock> {
    const file = join(folder, 'clock-ahead');
    writeFileSync(file, '0');
    const name = 'url' in database ? new URL(database.url).pathname.slice(1) : '';
    // Found before the one of pg_catalog where the search path says so.
    await databases.query(
      database,
      `create table clock_ahead (by interval not null);
      insert into clock_ahead values ('0');
      create function public.clock_timestamp() returns timestamptz language sql volatile as
        'select pg_catalog.clock_timestamp() + (select by from public.clock_ahead)';
      alter database ${name} set search_path = public, pg_catalog`,
    );
    const clock = new WeekClock(file, (aheadMs) =>
      databases.query(database, `update clock_ahead set by = '${aheadMs} milliseconds'`),
    );
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + clock.aheadMs);
    return clock;
  }

  /** What a program needs to have this clock. */
  get env(): NodeJS.ProcessEnv {
    return { NODE_OPTIONS: `--require ${join(__dirname, 'ahead.cjs')}`, CLOCK_AHEAD_FILE: this.file };
  }

  /** It is not put forward before this is done, and what goes on with the answer in the same turn. */
  async during<T>(reading: () => Promise<T>): Promise<T> {
    this.readers += 1;
    try {
      return await reading();
    } finally {
      void nextTurn().then(() => {
        this.readers -= 1;
        if (this.readers === 0) this.calm.emit('calm');
      });
    }
  }

  /** The same of what reads the database's clock. */
  async duringDatabase<T>(reading: () => Promise<T>): Promise<T> {
    // Another move may have begun by the time this one is known to be over.
    for (let seen: unknown = null; seen !== this.moved;) await (seen = this.moved);
    return this.during(reading);
  }

  async forward(ms: number): Promise<void> {
    while (this.readers > 0) await once(this.calm, 'calm');
    this.aheadMs += ms;
    writeFileSync(this.file, String(this.aheadMs));
    this.moved = this.tellDatabase(this.aheadMs);
    await this.moved;
  }

  stop(): void {
    jest.restoreAllMocks();
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '@countersign/projections';
import type { TestDatabases } from '../../../libs/testing/src/test-databases';

const realNow = Date.now.bind(Date);

/**
 * One clock for all: this process, the store's process, and the database server, whose clock decides what is due. It
 * goes as fast as the real one, and is put forward.
 */
export class WeekClock {
  private aheadMs = 0;

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

  async forward(ms: number): Promise<void> {
    this.aheadMs += ms;
    writeFileSync(this.file, String(this.aheadMs));
    await this.tellDatabase(this.aheadMs);
  }

  stop(): void {
    jest.restoreAllMocks();
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Change, Hold, ReactionStatus, Work, WorkTable } from '../contract';
import type { ViewsDatabase } from '../database/database';
import type { TableNames } from '../database/table';
import { Bell } from '../progress/bell';
import { forgetFailures, forgetOrphans, noteFailure, troubledWork } from './attempts-table';
import type { AttemptedTable } from './attempts-table';
import type { ClockCheck } from './clock-check';
import type { Leases } from './leases';

/** A table of what is left to do, and how to ask it. */
export interface WorkSource<W extends Work> extends AttemptedTable {
  due(
    database: ViewsDatabase,
    names: TableNames,
    limit: number,
  ): Promise<{ readonly work: readonly W[]; readonly nextInMs: number | null }>;
  /** Whether a row `w` is due at some time, whatever failed before. */
  isDue(now: number): RawBuilder<boolean>;
  /** Whether a change may have opened work. */
  opens(change: Change): boolean;
}

interface WorkQueueOptions<W extends Work> {
  readonly source: WorkSource<W>;
  readonly database: ViewsDatabase;
  readonly leases: Leases;
  readonly clock: ClockCheck;
  readonly logger: { warn(message: string): void };
  readonly served: () => { readonly names: TableNames; readonly isLive: boolean } | null;
}

/** How often a process looks whether its own views are live. */
const LIVE_LOOK_MS = 50;
const ORPHANS_MS = 30_000;
const MOST_COUNTED = 1_000;

/** The work of one reaction, with its bell: who looked before it rang misses nothing. */
export class WorkQueue<W extends Work> implements WorkTable<W> {
  readonly #options: WorkQueueOptions<W>;
  readonly #bell = new Bell();
  #held: Hold | null = null;
  #problem: string | null = null;
  #sweptAt = -Infinity;
  #told: string | null = null;

  constructor(options: WorkQueueOptions<W>) {
    this.#options = options;
    this.#bell.ring();
  }

  get name(): string {
    return this.#options.source.name;
  }

  ring(changes: readonly { readonly change: Change }[]): void {
    if (changes.some(({ change }) => this.#options.source.opens(change))) this.#bell.ring();
  }

  async hold(signal: AbortSignal): Promise<Hold | null> {
    const { leases } = this.#options;
    while (!signal.aborted) {
      const isLive = this.#options.served()?.isLive === true;
      const held = isLive ? await this.#tryHold() : null;
      if (held !== null) return held;
      const again = isLive ? leases.leaseMs / 3 : LIVE_LOOK_MS;
      await pause(again, null, { signal }).catch(() => null);
    }
    return null;
  }

  async #tryHold(): Promise<Hold | null> {
    try {
      this.#held = await this.#options.leases.acquire(this.name);
      this.#problem = null;
      this.#sweptAt = -Infinity;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.#tell(this.#options.clock.problem ?? this.#problem);
    return this.#held?.isHeld === true ? this.#held : null;
  }

  /** Once, and again when it is another: a clock that is off is so by some seconds more or less. */
  #tell(problem: string | null): void {
    const sort = problem?.replaceAll(/\d+/g, '') ?? null;
    if (problem !== null && sort !== this.#told)
      this.#options.logger.warn(`${this.name} is not done here: ${problem}`);
    this.#told = sort;
  }

  due: WorkTable<W>['due'] = async (limit) => {
    const { source, database, served } = this.#options;
    this.#bell.heard();
    const now = served();
    if (now?.isLive !== true) return null;
    if (performance.now() - this.#sweptAt > ORPHANS_MS) {
      this.#sweptAt = performance.now();
      await forgetOrphans(database, now.names, source);
    }
    return source.due(database, now.names, limit);
  };

  failed: WorkTable<W>['failed'] = (key, problem, waitMs) =>
    noteFailure(this.#options.database, this.name, key, { problem, waitMs });

  done: WorkTable<W>['done'] = (key) => forgetFailures(this.#options.database, this.name, key);

  async isOpen(key: string): Promise<boolean> {
    const { source, database, served } = this.#options;
    const now = served();
    if (now?.isLive !== true) return true;
    const { rows } = await sql`select 1 as one from ${sql.table(now.names(source.table))} as w,
      (select cast(${key} as text) as key) as t where ${source.isOf}`.execute(database.read);
    return rows.length > 0;
  }

  waitForWork(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return this.#bell.wait(timeoutMs, signal);
  }

  async status(): Promise<ReactionStatus> {
    const { source, database, clock, served } = this.#options;
    const names = served()?.names;
    let due: number | null = null;
    let trouble: Pick<ReactionStatus, 'stuck' | 'parked'> = { stuck: [], parked: [] };
    let problem = clock.problem ?? this.#problem;
    try {
      if (names !== undefined) {
        [due, trouble] = await Promise.all([this.#countDue(names), troubledWork(database, names, source)]);
      }
    } catch (error) {
      problem ??= error instanceof Error ? error.message : String(error);
    }
    const holder = this.#held?.isHeld === true;
    return { name: this.name, holder, due, ...trouble, skewMs: clock.skewMs, problem };
  }

  /** The time is read first: a condition on a clock that moves walks the table, one on a number walks an index. */
  async #countDue(names: TableNames): Promise<number> {
    const { source, database } = this.#options;
    const clock = await sql<{ now: number }>`select ${database.clock} as now`.execute(database.read);
    const { rows } = await sql<{ due: number }>`select count(*) as due from
      (select 1 as one from ${sql.table(names(source.table))} as w
      where ${source.isDue(clock.rows[0]?.now ?? 0)} limit ${sql.lit(MOST_COUNTED)}) as counted`.execute(
      database.read,
    );
    return Number(rows[0]?.due ?? 0);
  }
}

import { sql } from 'kysely';
import { leasesTable } from '../builds/builds-table';
import type { Hold } from '../contract';
import type { ViewsDatabase } from '../database/database';
import type { ClockCheck } from './clock-check';

/** Nothing more may be done under this lease. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

interface LeasesOptions {
  readonly database: ViewsDatabase;
  /** Names this process among all that share the database. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly clock: ClockCheck;
  /** The database is this process's own: whoever held a lease in it is gone. */
  readonly isAlone: boolean;
}

const leases = sql.table(leasesTable.name);

/** Who does what only one of all processes may do, by rows that all of them see and by the database's clock. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #mine = new Set<LeaseHold>();
  readonly #taken = new Set<string>();

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  get leaseMs(): number {
    return this.#options.leaseMs;
  }

  /** Null where somebody holds it, and where this process's clock is off. */
  async acquire(name: string): Promise<Hold | null> {
    const { clock, isAlone, database } = this.#options;
    const seen = await clock.askDatabase(async () => {
      const { rows } = await sql<{ now: number; until: number | null }>`select ${database.clock} as now,
        (select until from ${leases} where name = ${name}) as until`.execute(database.read);
      return rows[0] ?? null;
    });
    if (seen === null || clock.problem !== null) return null;
    const isForced = isAlone && !this.#taken.has(name);
    if (!isForced && seen.until !== null && seen.until > seen.now) return null;
    const takenAt = performance.now();
    const epoch = await this.#take(name, isForced);
    if (epoch === null) return null;
    this.#taken.add(name);
    const hold = new LeaseHold(this.#options, { name, epoch, takenAt }, () => this.#mine.delete(hold));
    this.#mine.add(hold);
    return hold;
  }

  async #take(name: string, isForced: boolean): Promise<number | null> {
    const { database, owner, leaseMs } = this.#options;
    const until = sql`${database.clock} + ${sql.lit(leaseMs)}`;
    const isFree = isForced ? sql`1 = 1` : sql`${leases}.until <= ${database.clock}`;
    const { rows } = await sql<{ epoch: number }>`insert into ${leases} (name, owner, epoch, until)
      values (${name}, ${owner}, 1, ${until})
      on conflict (name) do update set owner = ${owner}, epoch = ${leases}.epoch + 1, until = ${until}
      where ${isFree} returning epoch`.execute(database.write);
    return rows[0]?.epoch ?? null;
  }

  /** Gives back whatever is still held. */
  async stop(): Promise<void> {
    await Promise.all([...this.#mine].map((hold) => hold.release().catch(() => undefined)));
  }
}

interface Taken {
  readonly name: string;
  /** Counts the holders: who has an older one neither renews nor gives back. */
  readonly epoch: number;
  /** By a monotonic clock, at or before the moment from which the lease counts. */
  readonly takenAt: number;
}

/** A lease while it is this process's. Renewed at every third of it. */
class LeaseHold implements Hold {
  readonly #options: LeasesOptions;
  readonly #taken: Taken;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #onEnd: () => void;
  #renewedAt: number;
  #isRenewing = false;

  constructor(options: LeasesOptions, taken: Taken, onEnd: () => void) {
    this.#options = options;
    this.#taken = taken;
    this.#renewedAt = taken.takenAt;
    this.#onEnd = onEnd;
    this.#timer = setInterval(() => void this.#renew(), options.leaseMs / 3);
    this.#timer.unref();
  }

  /** A process that slept through its lease has lost it, whether or not somebody else has come. */
  get isHeld(): boolean {
    if (performance.now() - this.#renewedAt >= this.#options.leaseMs)
      this.#lose('it was not renewed in time');
    return !this.#lost.signal.aborted;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    this.#lose('it was given back');
    this.#onEnd();
    await sql`update ${leases} set owner = '', until = 0
      where name = ${this.#taken.name} and epoch = ${this.#taken.epoch}`.execute(
      this.#options.database.write,
    );
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing || !this.isHeld) return;
    this.#isRenewing = true;
    const askedAt = performance.now();
    try {
      const renewed = await this.#options.clock.askDatabase(() => this.#extend());
      if (renewed === null) this.#lose('another process holds it');
      else this.#renewedAt = askedAt;
    } catch {
      // The lease goes on until its end; then it is lost.
    } finally {
      this.#isRenewing = false;
    }
    const { problem } = this.#options.clock;
    if (problem !== null) this.#lose(problem);
  }

  async #extend(): Promise<{ readonly now: number } | null> {
    const { database, leaseMs } = this.#options;
    const { rows } = await sql<{
      now: number;
    }>`update ${leases} set until = ${database.clock} + ${sql.lit(leaseMs)}
      where name = ${this.#taken.name} and epoch = ${this.#taken.epoch} returning ${database.clock} as now`.execute(
      database.write,
    );
    return rows[0] ?? null;
  }

  #lose(reason: string): void {
    clearInterval(this.#timer);
    if (!this.#lost.signal.aborted)
      this.#lost.abort(new LeaseLost(`the lease of ${this.#taken.name}: ${reason}`));
  }
}

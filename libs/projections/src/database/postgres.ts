import { Kysely, PostgresDialect, sql } from 'kysely';
import type { PostgresPool } from 'kysely';
import { types, Pool } from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import { GuardFailed, ViewsUnavailable } from './database';
import type { Statement, ViewsDatabase } from './database';

const READERS = 8;
const WRITERS = 3;
const CONNECT_WITHIN_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;

interface PostgresOptions {
  readonly url: string;
  /** A transaction that stands still for so long is ended by the server: a paused process blocks nobody. */
  readonly idleTransactionMs: number;
}

/**
 * What is read is a page that an index leads to, row by row. A plan for all rows of a table looks cheaper where the
 * server's guess of how many pass is wrong, and takes seconds; and what it would gain by compiling or by helpers is
 * less than these cost to begin with.
 */
export const WALKING = [
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
  'max_parallel_workers_per_gather=0',
];

/** One database for all gateways. Connects at first use, and again after it was away. */
// Loaded by open-database.ts with import().
// ts-unused-exports:disable-next-line
export function openPostgres({ url, idleTransactionMs }: PostgresOptions): ViewsDatabase {
  const passing = `idle_in_transaction_session_timeout=${idleTransactionMs}`;
  const writers = poolOf(url, WRITERS, [passing]);
  const readers = poolOf(url, READERS, [passing, 'default_transaction_read_only=on', ...WALKING]);
  const write = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: forKysely(writers) }) });
  const read = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: forKysely(readers) }) });
  return {
    kind: 'postgres',
    read,
    write,
    clock: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
    transact: (statements) => transact(writers, statements),
    async tableNames() {
      const text = sql<{ name: string }>`select table_name as name from information_schema.tables
        where table_schema = current_schema()`;
      return (await text.execute(read)).rows.map(({ name }) => name);
    },
    async close() {
      await Promise.all([read.destroy(), write.destroy()]);
      // Kysely ends a pool only once it has used it.
      for (const pool of [readers, writers]) if (!pool.ended) await pool.end();
    },
  };
}

function poolOf(url: string, max: number, settings: readonly string[]): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    statement_timeout: ANSWER_WITHIN_MS,
    pipeline: true,
    application_name: 'countersign',
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  });
  // An idle connection that breaks is replaced at the next use.
  pool.on('error', () => undefined);
  return pool;
}

const INT8: number = types.builtins.INT8;

/** Our integers are numbers: counts and milliseconds. Positions are text. */
const parserOf = (oid: number, format?: 'text'): unknown =>
  oid === INT8 ? Number : types.getTypeParser(oid, format);

async function connected(pool: Pool): Promise<PoolClient> {
  try {
    const client = await pool.connect();
    if (client.listenerCount('error') === 0) client.on('error', () => undefined);
    return client;
  } catch (error) {
    throw asViewsFailure(error);
  }
}

async function transact(pool: Pool, statements: readonly Statement[]): Promise<void> {
  const client = await connected(pool);
  let broken = false;
  try {
    // All up to a gate are on their way before the first is answered: what fails in the midst makes the rest fail as well.
    let begun: readonly Promise<QueryResult>[] = [client.query('begin')];
    for (const part of upToGates(statements)) {
      const sent = part.map(({ sql: text, parameters }) =>
        client.query({ name: nameOf(text), text, values: [...parameters] }),
      );
      const answers = (await allOrFirstFailure([...begun, ...sent])).slice(begun.length);
      part.forEach(({ guard }, index) => {
        if (guard !== undefined && answers[index]?.rowCount !== 1) throw new GuardFailed(guard);
      });
      begun = [];
    }
    await client.query('commit');
  } catch (error) {
    const failure = asViewsFailure(error);
    // What was on its way behind a failure leaves a connection that nobody should use again; its end rolls back.
    if (failure instanceof GuardFailed) await client.query('rollback').catch(() => (broken = true));
    else broken = true;
    throw failure;
  } finally {
    client.release(broken);
  }
}

function upToGates(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const gates = statements.flatMap(({ isGate = false }, index) => (isGate ? [index + 1] : []));
  return [0, ...gates].map((from, part) => statements.slice(from, gates[part]));
}

/** Waits for all, so that nothing is under way any more; throws what failed first. */
async function allOrFirstFailure<T>(sent: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(sent);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

const names = new Map<string, string>();

/** Statements are prepared by name: there are few texts, and each of them runs often. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return name;
}

function forKysely(pool: Pool): PostgresPool {
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await connected(pool);
      let failure: unknown;
      return {
        query: async (text: string, parameters: readonly unknown[]) => {
          try {
            return await client.query(text, [...parameters]);
          } catch (error) {
            failure = asViewsFailure(error);
            throw failure;
          }
        },
        release: () => client.release(failure instanceof ViewsUnavailable),
      } as unknown as Awaited<ReturnType<PostgresPool['connect']>>;
    },
  };
}

/** SQLSTATEs of a server that is away, stopping, full or too slow, and of a build dropped under a slow reader. */
const PASSING = /^(08|53|57P|57014|25P0[34]|42P01|40)/;

function asViewsFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof GuardFailed || error instanceof ViewsUnavailable)
    return error;
  const { code } = error as { readonly code?: unknown };
  const isAnswer = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error;
  if (isAnswer && !PASSING.test(code)) return error;
  return new ViewsUnavailable(`the database of the views: ${error.message || String(code)}`, {
    cause: error,
  });
}

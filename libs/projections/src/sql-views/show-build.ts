import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { GuardFailed } from '../database/database';
import type { Statement, ViewsDatabase } from '../database/database';
import { tableNamesOf } from '../database/table';
import type { BuildId } from '../database/table';
import { sqlViews } from './definitions';
import type { SqlView } from './definitions';
import { wordsOf } from './words';

/** Of all processes that share a database, one at a time. */
const LOCK = 0x636f_756e;
const MARKED = 'countersign_projections';
const MARK = /^(\d+)\.(\d+) [0-9a-f]{64}$/;

/** What the views say about themselves: the build that they are over, and a digest of their text. Null where there are none. */
export async function markOf({ kind, read }: ViewsDatabase): Promise<string | null> {
  if (kind === 'postgres') {
    const query = sql<{ mark: string | null }>`select ${sql.raw(POSTGRES_MARK)} as mark`;
    return (await query.execute(read)).rows[0]?.mark ?? null;
  }
  const query = sql<{ mark: string | null }>`select ${sql.raw(SQLITE_MARK)} as mark`;
  return (await query.execute(read)).rows[0]?.mark ?? null;
}

const POSTGRES_MARK = `obj_description(to_regclass('${MARKED}'), 'pg_class')`;
/** Between the first comment's ends. */
const SQLITE_MARK = `(select substr(sql, instr(sql, '/* ') + 3, instr(sql, ' */') - instr(sql, '/* ') - 3)
  from sqlite_master where type = 'view' and name = '${MARKED}')`;

/** The build that the views are over, by their mark. */
export function buildIn(mark: string | null): BuildId | null {
  const [, version, build] = MARK.exec(mark ?? '') ?? [];
  return version === undefined ? null : { version: Number(version), build: Number(build) };
}

/** Whoever comes behind him who is waited for has to wait as well. */
export const LONGEST_WAIT_MS = 500;

interface Attempt {
  /** The mark of the views as it was looked at. */
  readonly seen: string | null;
  /** On PostgreSQL who reads a view is waited for no longer than this, for each of the views. */
  readonly waitMs: number;
}

/**
 * Lets the views for other programs be over this build, in one transaction, unless they are already. False where it does
 * not serve any more, or where somebody else is moving them, or has since `seen` was their mark. What is there stays there: no
 * reader finds a view missing, or one over tables that are gone, and on PostgreSQL it keeps its grants.
 */
export async function showBuild(database: ViewsDatabase, build: BuildId, attempt: Attempt): Promise<boolean> {
  const views = sqlViews(wordsOf(database.kind), tableNamesOf(build));
  const digest = createHash('sha256').update(JSON.stringify(views)).digest('hex');
  const mark = `${build.version}.${build.build} ${digest}`;
  if (attempt.seen === mark) return true;
  try {
    await database.transact(
      database.kind === 'postgres'
        ? onPostgres(build, attempt, views, mark)
        : onSqlite(build, attempt, views, mark),
    );
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}

/** SQLSTATEs of a view that is another role's, and of one that has columns of a newer release. */
const REFUSED = new Set<unknown>(['42501', '42P16']);

/** Whether this process may not replace the views, until somebody changes something. */
export function isRefused(error: unknown): boolean {
  return error instanceof Error && REFUSED.has((error as { readonly code?: unknown }).code);
}

const statement = (text: string, guard?: string): Statement => ({
  sql: text,
  parameters: [],
  ...(guard === undefined ? {} : { guard }),
});

const serves = ({ version, build }: BuildId): string =>
  `version = ${version} and build = ${build} and state = 'serving'`;
const GUARD = 'serves, and the views are where they were';
const UNHINDERED = 'nobody else is moving them';

/**
 * The lock first: what the guard then sees is what whoever had it before has left. Nothing that waits for a view is sent
 * without it.
 */
function onPostgres(
  build: BuildId,
  { seen, waitMs }: Attempt,
  views: readonly SqlView[],
  mark: string,
): Statement[] {
  return [
    {
      ...statement(`select 1 from pg_try_advisory_xact_lock(${LOCK}) as is_had where is_had`, UNHINDERED),
      isGate: true,
    },
    statement(`set local lock_timeout = '${waitMs}ms'`),
    {
      sql: `select 1 from builds where ${serves(build)} and ${POSTGRES_MARK} is not distinct from $1::text`,
      parameters: [seen],
      guard: GUARD,
    },
    // A second item in `from`: PostgreSQL would let a simple view be written through.
    ...views.map(({ name, columns, from }) =>
      statement(
        `create or replace view ${name} as select ${listOf(columns)} from ${from} cross join (select 1) as one`,
      ),
    ),
    statement(`comment on view ${MARKED} is '${mark}'`),
  ];
}

function onSqlite(build: BuildId, { seen }: Attempt, views: readonly SqlView[], mark: string): Statement[] {
  return [
    {
      sql: `update builds set state = state where ${serves(build)} and ${SQLITE_MARK} is ?`,
      parameters: [seen],
      guard: GUARD,
    },
    ...views.flatMap(({ name, columns, from }) => [
      statement(`drop view if exists ${name}`),
      statement(`create view ${name} as select /* ${mark} */ ${listOf(columns)} from ${from}`),
    ]),
  ];
}

function listOf(columns: SqlView['columns']): string {
  return columns.map(({ name, sql: expression }) => `${expression} as "${name}"`).join(', ');
}

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
/** Who reads a view for long is waited for no longer than this: whoever comes behind him would wait as well. */
const LOCK_TIMEOUT = '500ms';
const MARKED = 'countersign_projections';

/**
 * Lets the views for other programs be over this build, in one transaction, unless they are already. False where a
 * later build serves, whose process does that. What is there stays there: no reader finds a view missing, or one over
 * tables that are gone, and on PostgreSQL it keeps its grants.
 */
export async function showBuild(database: ViewsDatabase, build: BuildId): Promise<boolean> {
  const views = sqlViews(wordsOf(database.kind), tableNamesOf(build));
  const mark = createHash('sha256').update(JSON.stringify(views)).digest('hex');
  if ((await markOf(database)) === mark) return true;
  try {
    await database.transact(
      database.kind === 'postgres' ? onPostgres(build, views, mark) : onSqlite(build, views, mark),
    );
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}

async function markOf({ kind, read }: ViewsDatabase): Promise<string | null> {
  if (kind === 'postgres') {
    const query = sql<{
      mark: string | null;
    }>`select obj_description(to_regclass(${MARKED}), 'pg_class') as mark`;
    return (await query.execute(read)).rows[0]?.mark ?? null;
  }
  const query = sql<{ sql: string }>`select sql from sqlite_master where type = 'view' and name = ${MARKED}`;
  const text = (await query.execute(read)).rows[0]?.sql ?? '';
  return /\/\* ([0-9a-f]{64}) \*\//.exec(text)?.[1] ?? null;
}

const statement = (text: string, guard?: string): Statement => ({
  sql: text,
  parameters: [],
  ...(guard === undefined ? {} : { guard }),
});

/** True of the row of this build while it serves and none later does. */
const isLatest = ({ version, build }: BuildId): string =>
  `version = ${version} and build = ${build} and state = 'serving' and not exists (select 1 from builds as later
    where later.state = 'serving' and (later.version > ${version} or (later.version = ${version} and later.build > ${build})))`;

/** The lock first: what the guard then sees is what whoever had it before has left. */
function onPostgres(build: BuildId, views: readonly SqlView[], mark: string): Statement[] {
  return [
    statement(`set local lock_timeout = '${LOCK_TIMEOUT}'`),
    statement(`select pg_advisory_xact_lock(${LOCK})`),
    statement(`select 1 from builds where ${isLatest(build)}`, 'is the latest that serves'),
    // A second item in `from`: PostgreSQL would let a simple view be written through.
    ...views.map(({ name, columns, from }) =>
      statement(
        `create or replace view ${name} as select ${listOf(columns)} from ${from} cross join (select 1) as one`,
      ),
    ),
    statement(`comment on view ${MARKED} is '${mark}'`),
  ];
}

function onSqlite(build: BuildId, views: readonly SqlView[], mark: string): Statement[] {
  return [
    statement(`update builds set state = state where ${isLatest(build)}`, 'is the latest that serves'),
    ...views.flatMap(({ name, columns, from }) => [
      statement(`drop view if exists ${name}`),
      statement(`create view ${name} as select /* ${mark} */ ${listOf(columns)} from ${from}`),
    ]),
  ];
}

function listOf(columns: SqlView['columns']): string {
  return columns.map(({ name, sql: expression }) => `${expression} as "${name}"`).join(', ');
}

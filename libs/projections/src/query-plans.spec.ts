import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql, SqliteDialect } from 'kysely';
import type { LogEvent } from 'kysely';
import Sqlite from 'libsql';
import { bob } from '@countersign/testing';
import type { DecisionFilter, ReviewFilter } from './contract';
import { createTable } from './database/create-table';
import type { ViewsDatabase } from './database/database';
import { plainName, tableNamesOf } from './database/table';
import { readModel, tablesOf } from './read-model/read-model';
import { settledWork } from './projections/crystallise-work';
import { deadlineWork } from './projections/deadlines';
import { attemptsTable, stuckWork } from './reactions/attempts-table';
import { decisionQueries } from './projections/decisions';
import { reviewQueries } from './review-lists/review-queries';
import { RememberedTotals } from './progress/remembered-totals';

let folder: string;
let connection: Sqlite.Database;
let db: Kysely<unknown>;
const names = tableNamesOf({ version: 9, build: 1 });
const totals = new RememberedTotals(() => null);
const asked: { sql: string; parameters: readonly unknown[] }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-plans-'));
  connection = new Sqlite(join(folder, 'views.sqlite'));
  const log = ({ query: { sql, parameters } }: LogEvent): void => void asked.push({ sql, parameters });
  db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }), log });
  for (const { sql } of createTable({ kind: 'sqlite', write: db }, attemptsTable, plainName))
    connection.exec(sql);
  for (const table of tablesOf(readModel)) {
    for (const { sql } of createTable({ kind: 'sqlite', write: db }, table, names)) connection.exec(sql);
  }
});
afterAll(async () => {
  await db.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** How SQLite would run the first statement of a query. */
async function planOf(query: () => Promise<unknown>): Promise<string> {
  asked.length = 0;
  await query();
  const [first] = asked;
  if (first === undefined) throw new Error('nothing was asked');
  const steps = connection.prepare(`explain query plan ${first.sql}`).all([...first.parameters]);
  return steps.map((step) => (step as { detail: string }).detail).join('\n');
}

describe('a page of reviews', () => {
  const after = { requestedAt: 5, id: 'x' };
  it.each<[string, ReviewFilter]>([
    ['requested_at_id', {}],
    ['status_requested_at_id', { status: ['PENDING'] }],
    ['subject_kind_requested_at_id', { subjectKind: 'changeset' }],
    ['changeset_requested_at_id', { changeset: 'c' }],
    ['thread_requested_at_id', { thread: 't' }],
    ['assignee_requested_at_id', { assignee: 'bob' }],
    ['requester_requested_at_id', { requester: 'alice' }],
  ])('walks the index %s in order and looks the audience up by its key', async (index, filter) => {
    const plan = await planOf(() => reviewQueries(db, names, totals).list(bob, filter, { limit: 50, after }));
    expect(plan).toContain(`reviews_v9_by_${index} `);
    expect(plan).toMatch(/SEARCH a USING PRIMARY KEY \(workspace=\? AND review=\?/);
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });

  it('of a session walks the index of sessions', async () => {
    const plan = await planOf(() => reviewQueries(db, names, totals).ofSession(bob, 's'));
    expect(plan).toContain('reviews_v9_by_session_requested_at_id ');
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });
});

describe('what is left to do', () => {
  const database = () =>
    ({ read: db, clock: sql<number>`cast(unixepoch('subsec') * 1000 as integer)` }) as ViewsDatabase;

  it('of deadlines walks their index in order', async () => {
    const plan = await planOf(() => deadlineWork.due(database(), names, 32));
    expect(plan).toContain('deadlines_v9_by_deadline');
    expect(plan).toMatch(/SEARCH t USING PRIMARY KEY \(reaction=\? AND key=\?/);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });

  it('of the crystalliser walks the index of positions in order', async () => {
    const plan = await planOf(() => settledWork.due(database(), names, 32));
    expect(plan).toContain('crystallise_work_v9_by_position');
    expect(plan).toMatch(/SEARCH r USING INDEX \S+ \(workspace=\? AND id=\?/);
    expect(plan).toMatch(/SEARCH t USING PRIMARY KEY \(reaction=\? AND key=\?/);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });

  it('and stuck is found by the attempts, however much is left to do', async () => {
    const plan = await planOf(() => stuckWork(database(), names, deadlineWork));
    expect(plan).toMatch(/SEARCH t USING (COVERING )?INDEX attempts_by_reaction_attempts/);
    expect(plan).toMatch(/SEARCH w USING PRIMARY KEY \(workspace=\? AND review=\?/);
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });
});

describe('a page of the history', () => {
  it.each<[string, DecisionFilter]>([
    ['decisions_v9_by_module_number', { moduleName: 'forms' }],
    ['decisions_v9_by_verdict_number', { verdict: 'revoke' }],
    ['decisions_v9_by_session_number', { session: 's' }],
    ['decisions_v9_by_user_id_number', { userId: 'bob' }],
  ])('walks the index %s in order', async (index, filter) => {
    const plan = await planOf(() =>
      decisionQueries(db, names, totals).history(bob, filter, { limit: 50, offset: 0 }),
    );
    expect(plan).toContain(`${index} `);
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });
});

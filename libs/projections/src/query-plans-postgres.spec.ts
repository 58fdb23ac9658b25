import { Kysely, PostgresDialect } from 'kysely';
import type { LogEvent } from 'kysely';
import { Pool } from 'pg';
import { audienceKeysOf, holderName, holdersOf } from '@countersign/review';
import { bob, dave, WORKSPACE } from '@countersign/testing';
import { describePostgres } from '../../testing/src/test-databases';
import type { PagedReviewFilter, ReviewSort, Viewer } from './contract';
import { createTable } from './database/create-table';
import { WALKING } from './database/postgres';
import { tableNamesOf } from './database/table';
import { readModel, tablesOf } from './read-model/read-model';
import { reviewWordsTable } from './projections/review-words';
import { BOUNDS } from './review-lists/bounds';
import { select } from './review-lists/selection';
import { foundAtOnce, foundInAnyOrder, searchedFor } from './search/found-words';
import { columnOf } from './search/index-words';

const PENDING: PagedReviewFilter = { status: ['PENDING'] };
const DECIDABLE: PagedReviewFilter = { decidable: { at: 1 } };
const ASKED: PagedReviewFilter = { requester: 'asker-1' };
/** Whether somebody sees a review is asked of one index, which has all that is known of both. */
const SEEN = ['audience_v9_by_kind_value_requested_at_review'];

const names = tableNamesOf({ version: 9, build: 1 });

/** Every twentieth is pending, and only those have a deadline; bob sees every second. */
const MANY = `
  insert into reviews_v9 select '${WORKSPACE}', 'r' || n, 's' || n / 10,
    case when n % 20 = 0 then 'PENDING' else 'APPROVED' end, 0, 'exec', 'session', 'exec', null, 't' || n / 5, null,
    'asker-' || n % 40, null, case when n % 20 = 0 then 9000 + n else ${Number.MAX_SAFE_INTEGER} end,
    n, n, n, 0, null, n::text, 2, '{}' from generate_series(1, 8000) as n;
  insert into audience_v9 select '${WORKSPACE}', 'r' || n, kind, value,
    case when n % 20 = 0 then 'PENDING' else 'APPROVED' end, 0, n,
    case when n % 20 = 0 then 9000 + n else ${Number.MAX_SAFE_INTEGER} end
    from generate_series(1, 8000) as n, (values ('group', 0), ('user', 1), ('role', 2)) as kinds (kind, nth),
    lateral (select case kind when 'group' then case n % 2 when 0 then 'banking' else 'security' end
      when 'role' then case n % 4 when 0 then 'reviewer' else 'auditor' end else 'asker-' || n % 40 end) as held (value);
  insert into review_groups_v9 select '${WORKSPACE}', case n % 2 when 0 then 'banking' else 'security' end, n, 'r' || n
    from generate_series(1, 8000) as n;
  insert into review_words_v9 select '${WORKSPACE}', n,
    array_to_tsvector(array['${columnOf(WORKSPACE, ['common'])}', '${columnOf(WORKSPACE, ['even'])}' || n % 2])
    from generate_series(1, 8000) as n;
`;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Alias?: string;
  readonly 'Index Cond'?: string;
  readonly 'Subplan Name'?: string;
  readonly Plans?: readonly Plan[];
}
const below = ({ Plans = [] }: Plan): readonly Plan[] => Plans;

/** The indexes that are walked up to a limit, with nothing sorted before it. */
function walkedIn(plan: Plan, isLimited = false): readonly string[] {
  const type = plan['Node Type'];
  if (isLimited && /^Index/.test(type)) return [plan['Index Name'] ?? ''];
  const [outer, ...inner] = below(plan).filter((each) => each['Subplan Name'] === undefined);
  const goesOn = type === 'Limit' || (isLimited && /^(Nested Loop|Subquery Scan)$/.test(type));
  const rest = type === 'Append' ? inner : [];
  return [...(outer === undefined ? [] : [outer]), ...rest].flatMap((each) => walkedIn(each, goesOn));
}

/** Scans that find more than what one key or one place leads to. */
function loneScansIn(plan: Plan): readonly string[] {
  const own = /Seq Scan|Bitmap/.test(plan['Node Type']) ? [plan['Node Type']] : [];
  return [...own, ...below(plan).flatMap(loneScansIn)];
}

/** The indexes that tests of single rows ask, each once. */
function looksUpIn(plan: Plan): readonly string[] {
  const own = plan['Subplan Name'] === undefined ? [] : [plan['Index Name'] ?? plan['Node Type']];
  return [...new Set([...own, ...below(plan).flatMap(looksUpIn)])];
}

/** The tables, by what they are called, on whose rows tests hang, each once. */
function testedIn(plan: Plan): readonly string[] {
  const hasTest = below(plan).some((each) => each['Subplan Name'] !== undefined);
  const own = hasTest ? [(plan.Alias ?? plan['Node Type']).replace(/_\d+$/, '')] : [];
  return [...new Set([...own, ...below(plan).flatMap(testedIn)])];
}

/** The index of words and the condition that it is asked with; undefined where none is. */
function wordsAskedIn(
  plan: Plan,
): { readonly index: string | undefined; readonly condition: string } | undefined {
  if (plan['Node Type'] === 'Bitmap Index Scan')
    return { index: plan['Index Name'], condition: plan['Index Cond'] ?? '' };
  return below(plan)
    .map(wordsAskedIn)
    .find((each) => each !== undefined);
}

describePostgres('a page of many reviews', (databases) => {
  let database: Kysely<unknown>;
  let pool: Pool;
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];

  beforeAll(async () => {
    const address = await databases().fresh();
    const connectionString = 'url' in address ? address.url : '';
    pool = new Pool({
      connectionString,
      max: 1,
      options: WALKING.map((setting) => `-c ${setting}`).join(' '),
    });
    // The server may end before a connection has, which nobody waits for any more.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    const log = ({ query: { sql, parameters } }: LogEvent): void => void asked.push({ sql, parameters });
    database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), log });
    for (const table of tablesOf(readModel))
      for (const { sql } of createTable({ kind: 'postgres', write: database }, table, names))
        await pool.query(sql);
    await pool.query(MANY);
    for (const holder of holdersOf(bob))
      await pool.query(
        `insert into open_slots_v9 select '${WORKSPACE}', $1, n, 'r' || n, 9000 + n
          from generate_series(20, 8000, 20) as n`,
        [holderName(holder)],
      );
    await pool.query('analyze');
  }, 60_000);
  afterAll(() => database.destroy());

  /** How the page itself is found, where no condition leaves few. */
  async function planOf(viewer: Viewer, filter: PagedReviewFilter, sort: ReviewSort): Promise<Plan> {
    const bounds = { ...BOUNDS, few: -1, manyForMs: 0 };
    const selection = await select({ database, names, viewer, bounds }, filter, sort);
    asked.length = 0;
    await selection.look({ tested: bounds.tried, limit: 51 });
    const page = asked.find(({ sql }) => sql.includes('reviews.size'));
    if (page === undefined) throw new Error('no page was asked for');
    return explained(page);
  }
  async function explained({ sql, parameters }: (typeof asked)[number]): Promise<Plan> {
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (format json, costs off) ${sql}`,
      [...parameters],
    );
    const [found] = rows;
    if (found === undefined) throw new Error('nothing was explained');
    return found['QUERY PLAN'][0].Plan;
  }

  it.each<[string, PagedReviewFilter, ReviewSort, string]>([
    ['all that he sees', {}, 'newest', 'audience_v9_by_kind_value_requested_at_review'],
    ['what of it is pending', PENDING, 'newest', 'audience_v9_by_status_kind_value_requested_at_review'],
    ['the next deadlines', PENDING, 'deadline', 'audience_v9_by_status_kind_value_due_requested_at_review'],
    ['what he may decide', DECIDABLE, 'oldest', 'open_slots_v9_key'],
    ['that by deadline', DECIDABLE, 'deadline', 'open_slots_v9_by_value_due_requested_at_review'],
  ])('of a reviewer walks for each of his keys, in order: %s', async (_, filter, sort, index) => {
    const plan = await planOf(bob, filter, sort);
    expect(walkedIn(plan)).toEqual(audienceKeysOf(bob).map(() => index));
    expect(loneScansIn(plan)).toEqual([]);
    expect(looksUpIn(plan)).toEqual(filter === DECIDABLE ? SEEN : []);
    expect(testedIn(plan)).toEqual(filter === DECIDABLE ? ['filed'] : []);
  });

  it.each<[string, Viewer, PagedReviewFilter, ReviewSort, string]>([
    ['the latest changes', bob, {}, 'updated', 'reviews_v9_by_updated_at_id'],
    ['those of a requester', bob, ASKED, 'updated', 'reviews_v9_by_requester_updated_at_id'],
    ['those of a group', bob, { group: 'banking' }, 'newest', 'review_groups_v9_key'],
    ['all without a deadline', dave, {}, 'deadline', 'reviews_v9_by_due_requested_at_id'],
    ['the pending by change', dave, PENDING, 'updated', 'reviews_v9_by_status_updated_at_id'],
  ])('walks one index in order, and looks up who sees each: %s', async (_, viewer, filter, sort, index) => {
    const plan = await planOf(viewer, filter, sort);
    expect(walkedIn(plan)).toEqual([index]);
    expect(loneScansIn(plan)).toEqual([]);
    expect(looksUpIn(plan)).toEqual(viewer === bob ? SEEN : []);
    // What leads to a review is tested before that is read.
    expect(testedIn(plan)).toEqual(viewer === bob ? ['group' in filter ? 'filed' : 'reviews'] : []);
  });

  it('that have words is found in their index alone, which is asked for the blocks together with the words', async () => {
    const table = reviewWordsTable;
    const searched = searchedFor('common even0', {
      database,
      names,
      table,
      workspace: WORKSPACE,
      sight: null,
    });
    asked.length = 0;
    expect(await foundAtOnce(searched, { from: 512, before: 1_024 }, { limit: 500, most: 500 })).toHaveLength(
      256,
    );
    const [query] = asked;
    if (query === undefined) throw new Error('nothing was asked');
    const plan = await explained(query);
    // Blocks of 256 numbers: the third and the fourth.
    expect(wordsAskedIn(plan)).toEqual({
      index: 'review_words_v9_words',
      condition: expect.stringMatching(/@@ '.*common.*even0.*x18'' \| ''x27''/) as string,
    });
    expect(loneScansIn(plan)).toEqual(['Bitmap Heap Scan', 'Bitmap Index Scan']);

    asked.length = 0;
    const nearlyAll = { limit: 500, most: 5_000, isNearlyAll: true };
    expect(await foundAtOnce(searched, { from: 0, before: 8_000 }, nearlyAll)).toHaveLength(500);
    expect(await foundInAnyOrder(searched, { from: 0, before: 8_000 }, nearlyAll)).toHaveLength(500);
    for (const each of asked)
      expect(wordsAskedIn(await explained(each))).toEqual({
        index: 'review_words_v9_words',
        condition: expect.stringMatching(/@@ '.*common.*even0''/) as string,
      });
  });
});

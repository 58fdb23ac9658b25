import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql, SqliteDialect } from 'kysely';
import type { LogEvent } from 'kysely';
import Sqlite from 'libsql';
import type { Position } from '@countersign/event-store';
import { audienceKeysOf, holdersOf } from '@countersign/review';
import { bob, dave } from '@countersign/testing';
import type { DecisionFilter, PagedReviewFilter, ReviewFilter, ReviewSort, SearchFilter } from './contract';
import { createTable } from './database/create-table';
import type { ViewsDatabase } from './database/database';
import type { RowOf } from './database/table';
import { plainName, tableNamesOf } from './database/table';
import { readModel, tablesOf } from './read-model/read-model';
import { settledWork } from './projections/crystallise-work';
import type { decisionsTable } from './projections/decisions';
import { deadlineWork } from './projections/deadlines';
import { attemptsTable, troubledWork } from './reactions/attempts-table';
import { decidedReviews } from './history/decided-reviews';
import { decisionQueries } from './history/decision-queries';
import { memoryQueries } from './projections/memories';
import { BOUNDS } from './review-lists/bounds';
import { reviewQueries } from './review-lists/review-queries';
import { factQueries } from './facts/fact-queries';
import { columnOf, sightWordsOf } from './search/index-words';
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

/** How SQLite would run the statements of a query. */
async function plansOf(query: () => Promise<unknown>): Promise<string[]> {
  asked.length = 0;
  await query();
  return asked.map(({ sql, parameters }) => {
    const steps = connection.prepare(`explain query plan ${sql}`).all([...parameters]);
    return steps.map((step) => (step as { detail: string }).detail).join('\n');
  });
}

async function planOf(query: () => Promise<unknown>): Promise<string> {
  const [first] = await plansOf(query);
  if (first === undefined) throw new Error('nothing was asked');
  return first;
}

describe('a page of reviews', () => {
  const after = { requestedAt: 5, id: 'x' };
  it.each<[string, ReviewFilter]>([
    ['subject_kind_requested_at_id', { subjectKind: 'changeset' }],
    ['changeset_requested_at_id', { changeset: 'c' }],
    ['thread_requested_at_id', { thread: 't' }],
    ['assignee_requested_at_id', { assignee: 'bob' }],
    ['requester_requested_at_id', { requester: 'alice' }],
  ])('walks the index %s in order and looks the audience up by the time of asking', async (index, filter) => {
    const plan = (
      await plansOf(() => reviewQueries(db, names, totals).list(bob, filter, { limit: 50, after }))
    ).at(-1);
    expect(plan).toContain(`reviews_v9_by_${index} `);
    expect(plan).toMatch(
      /SEARCH a USING COVERING INDEX \S+ \(workspace=\? AND kind=\? AND value=\? AND requested_at=\?\)/,
    );
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });

  it.each<[string, PagedReviewFilter, ReviewSort]>([
    ['newest', { status: ['PENDING'] }, 'newest'],
    ['with the nearest deadline', { status: ['PENDING'] }, 'deadline'],
  ])('%s of some status walks what the viewer sees of it', async (_, filter, sort) => {
    const few = { ...BOUNDS, few: -1, manyForMs: 0 };
    const plans = await plansOf(() =>
      reviewQueries(db, names, totals, few).page(bob, filter, { limit: 50, sort }),
    );
    const index = sort === 'deadline' ? 'due_requested_at_review' : 'requested_at_review';
    const track = new RegExp(
      `filed USING COVERING INDEX audience_v9_by_status_kind_value_${index} \\(workspace=\\? AND status=\\? AND kind=\\? AND value=\\?\\)`,
      'g',
    );
    expect(plans.at(-1)?.match(track)).toHaveLength(audienceKeysOf(bob).length);
    expect(plans.at(-1)).not.toMatch(/reviews_v9_by_|^SCAN (?!track|led)/m);
  });

  it.each<[ReviewSort, string]>([
    ['oldest', 'COVERING INDEX|PRIMARY KEY'],
    ['deadline', 'COVERING INDEX open_slots_v9_by_value_due_requested_at_review'],
  ])('of what the viewer may decide walks the open slots that he may fill, %s', async (sort, index) => {
    const few = { ...BOUNDS, few: -1, manyForMs: 0 };
    const plans = await plansOf(() =>
      reviewQueries(db, names, totals, few).page(bob, { decidable: { at: 1 } }, { limit: 50, sort }),
    );
    const track = new RegExp(`filed USING (${index}) \\(workspace=\\? AND value=\\?\\)`, 'g');
    expect(plans.at(-1)?.match(track)).toHaveLength(holdersOf(bob).length);
    expect(plans.at(-1)).not.toMatch(/reviews_v9_by_|^SCAN (?!track)/m);
  });

  it('of some status walks all of that where a viewer has many keys, and looks the audience up', async () => {
    const many = { ...bob, groups: Array.from({ length: BOUNDS.parts }, (_, index) => `g${index}`) };
    const few = { ...BOUNDS, few: -1, manyForMs: 0 };
    const plans = await plansOf(() =>
      reviewQueries(db, names, totals, few).list(many, { status: ['PENDING'] }, { limit: 50, after }),
    );
    expect(plans.at(-1)).toContain('reviews_v9_by_status_requested_at_id ');
    expect(plans.at(-1)).toMatch(/SEARCH a /);
    expect(plans.at(-1)).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });

  it('by the latest change of what one person asked for has an index of its own', async () => {
    const few = { ...BOUNDS, few: -1, manyForMs: 0 };
    for (const [sort, index] of [
      ['updated', 'requester_updated_at_id'],
      ['deadline', 'requester_due_requested_at_id'],
    ] as const) {
      const plans = await plansOf(() =>
        reviewQueries(db, names, totals, few).page(bob, { requester: 'alice' }, { limit: 50, sort }),
      );
      expect(plans.at(-1)).toContain(`reviews_v9_by_${index} `);
      expect(plans.at(-1)).not.toMatch(/TEMP B-TREE|^SCAN/m);
    }
  });

  it('walks the keys of a viewer side by side, and looks at nothing that he does not see', async () => {
    const [plan, ...others] = await plansOf(() =>
      reviewQueries(db, names, totals).list(bob, {}, { limit: 50, after }),
    );
    const track =
      /filed USING COVERING INDEX audience_v9_by_kind_value_requested_at_review \(workspace=\? AND kind=\? AND value=\? AND \(requested_at/g;
    expect(others).toEqual([]);
    expect(plan?.match(track)).toHaveLength(audienceKeysOf(bob).length);
    expect(plan).not.toMatch(/SEARCH a |^SCAN (?!track|led)/m);
  });

  it('of a viewer with many keys, who sees little, finds that by his keys', async () => {
    const many = { ...bob, groups: Array.from({ length: 2_000 }, (_, index) => `g${index}`) };
    const plans = await plansOf(() =>
      reviewQueries(db, names, totals).page(many, {}, { limit: 50, sort: 'updated' }),
    );
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toMatch(/filed USING COVERING INDEX \S+ \(workspace=\? AND kind=\? AND value=\?\)/);
      expect(plan).not.toMatch(/reviews_v9_by_updated_at|\(workspace=\?\)|^SCAN (?!found)/m);
    }
  });

  it('and a total of the few that somebody asked for are found by their ids', async () => {
    const { page, count } = reviewQueries(db, names, totals);
    for (const ask of [() => page(bob, { mine: true }, { limit: 50 }), () => count(bob, { mine: true })]) {
      const plan = (await plansOf(ask)).at(-1);
      expect(plan).toMatch(/reviews USING (COVERING )?INDEX sqlite_autoindex_\S+ \(workspace=\? AND id=\?\)/);
      expect(plan).not.toMatch(/\(workspace=\?\)/);
    }
  });

  it('of a session walks the index of sessions', async () => {
    const plan = await planOf(() => reviewQueries(db, names, totals).ofSession(bob, 's'));
    expect(plan).toContain('reviews_v9_by_session_requested_at_id ');
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });
});

describe('a sorted page of reviews', () => {
  const after = { requestedAt: 5, id: 'x', updatedAt: 5, deadline: null };
  /** The statements that look for the way, and the one for the page. */
  const plans = async (filter: PagedReviewFilter, sort: ReviewSort, isFew: boolean) => {
    const bounds = { ...BOUNDS, few: isFew ? BOUNDS.few : -1, manyForMs: 0 };
    const queries = reviewQueries(db, names, totals, bounds);
    const all = await plansOf(() => queries.page(dave, filter, { limit: 50, sort, after }));
    return { looks: all.slice(0, -1), page: all.at(-1) ?? '' };
  };

  it.each<[ReviewSort, string, PagedReviewFilter]>([
    ['oldest', 'reviews_v9_by_requested_at_id ', {}],
    ['updated', 'reviews_v9_by_updated_at_id ', {}],
    ['deadline', 'reviews_v9_by_due_requested_at_id ', {}],
    ['deadline', 'reviews_v9_by_status_due_requested_at_id ', { status: ['PENDING'] }],
    ['updated', 'reviews_v9_by_status_updated_at_id ', { status: ['PENDING'] }],
    ['newest', 'reviews_v9_by_session_requested_at_id ', { session: 's' }],
    ['newest', 'reviews_v9_by_action_requested_at_id ', { action: 'exec' }],
    ['newest', 'filed USING PRIMARY KEY (workspace=? AND value=? AND (requested_at', { group: 'g' }],
    [
      'oldest',
      'filed USING PRIMARY KEY (workspace=? AND value=? AND (requested_at',
      { labels: [['a', 'b']] },
    ],
  ])('by %s walks %s in order', async (sort, index, filter) => {
    const { looks, page } = await plans(filter, sort, true);
    expect(looks).toEqual([]);
    expect(page).toContain(index);
    expect(page).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });

  it.each<[ReviewSort, string]>([
    ['newest', 'reviews_v9_by_status_requested_at_id (workspace=? AND status=? AND (requested_at,id)<'],
    ['updated', 'reviews_v9_by_status_updated_at_id (workspace=? AND status=? AND (updated_at,id)<'],
    ['deadline', 'reviews_v9_by_status_due_requested_at_id (workspace=? AND status=? AND (due,requested_at'],
  ])('by %s walks several statuses side by side', async (sort, index) => {
    const { page } = await plans({ status: ['PENDING', 'PROCESSING'] }, sort, true);
    expect(page.split(index)).toHaveLength(3);
    expect(page).not.toMatch(/^SCAN (?!track)/m);
  });

  const held = /SEARCH filed USING PRIMARY KEY \(workspace=\? AND value=\?\)/;
  const narrow: [string, RegExp, PagedReviewFilter][] = [
    ['a session', /reviews_v9_by_session_/, { session: 's', status: ['PENDING'], group: 'g' }],
    ['a thread', /reviews_v9_by_thread_/, { thread: 't', labels: [['a', 'b']], createdFrom: 4 }],
    ['a group', held, { group: 'g', action: 'exec' }],
    ['a label', held, { labels: [['a', 'b']], subjectKind: 'k' }],
    ['the requester', /_by_requester_(.|\n)*_by_on_behalf_of_/, { mine: true, subjectKind: 'k' }],
    [
      'what is held',
      /SEARCH filed USING COVERING INDEX open_slots\S+ \(workspace=\? AND value=\?\)/,
      { decidable: { at: 5 } },
    ],
    [
      'a time',
      /reviews_v9_by_requested_at_id \(workspace=\? AND requested_at>/,
      { createdFrom: 4, createdTo: 6 },
    ],
  ];
  it.each(narrow)('sorts the few reviews of %s', async (_, index, filter) => {
    const { looks, page } = await plans(filter, 'updated', true);
    expect(looks).toHaveLength(1);
    for (const plan of [...looks, page]) {
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(/reviews_v9_by_updated_at|^SCAN (?!found)/m);
    }
  });

  it.each(narrow)('walks on in order where the reviews of %s are many', async (_, __, filter) => {
    const { looks, page } = await plans(filter, 'updated', false);
    for (const plan of looks)
      expect(plan).not.toMatch(/SEARCH reviews USING INDEX (?!sqlite_autoindex)|^SCAN (?!found|track)/m);
    expect(looks.at(-1)).toMatch(
      /reviews USING INDEX sqlite_autoindex_\S+ \(workspace=\? AND id=\?\)(.|\n)*COVERING INDEX/,
    );
    expect(page).toMatch(
      /reviews_v9_by_(status_)?updated_at_id \(workspace=\?( AND status=\?)? AND \(updated_at,id\)</,
    );
    expect(page).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });

  it('asks of no way again for a while whether it leads to few, once it led to many', async () => {
    const queries = reviewQueries(db, names, totals, { ...BOUNDS, few: -1, manyForMs: 60_000 });
    const ask = (kind: string) =>
      plansOf(() => queries.page(dave, { subjectKind: kind }, { limit: 50, sort: 'updated', after }));
    const first = await ask('changeset');
    expect(await ask('changeset')).toEqual(first.slice(1));
    expect(await ask('session')).toHaveLength(first.length);
  });

  it('looks for what may be decided among the pending where the viewer has many groups', async () => {
    const many = { ...bob, groups: Array.from({ length: BOUNDS.parts }, (_, index) => `g${index}`) };
    const few = { ...BOUNDS, few: -1, manyForMs: 0 };
    const all = await plansOf(() =>
      reviewQueries(db, names, totals, few).page(many, { decidable: { at: 5 } }, { limit: 50, after }),
    );
    expect(all.at(-1)).toContain(
      'reviews_v9_by_status_requested_at_id (workspace=? AND status=? AND (requested_at',
    );
    expect(all.at(-1)).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });
});

describe('a page of what a session is remembered for', () => {
  it('walks the index of sessions from its place on', async () => {
    const after = { position: 5n as Position, ordinal: 1 };
    const plan = await planOf(() => memoryQueries(db, names).page(bob, 's', { limit: 50, after }));
    expect(plan).toMatch(
      /memories_v9_by_session_position_ordinal \(workspace=\? AND session=\? AND \(position,ordinal\)>/,
    );
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });
});

describe('a search', () => {
  const searching = (filter: Partial<SearchFilter>, viewer = dave) =>
    plansOf(async () => {
      const bounds = { ...BOUNDS, few: -1, manyForMs: 0, newest: 0, lookedAt: 2 };
      await reviewQueries(db, names, totals, bounds).search(
        viewer,
        { q: 'one tw*', ...filter },
        { limit: 50 },
      );
    });

  it('asks the index of words, in the order of the log', async () => {
    const plan = (await searching({})).find((each) => each.includes('VIRTUAL TABLE'));
    expect(plan).toMatch(/SCAN \S+ VIRTUAL TABLE INDEX \d+:\S*M/);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });

  it('for how common a beginning is looks at single rows by their key', async () => {
    connection
      .prepare(`insert into review_words_v9 (workspace, asked, words) values (?, ?, ?)`)
      .run([dave.workspace, 3, columnOf(dave.workspace, ['three'])]);
    const plan = (await searching({})).find((each) => each.includes('SCAN at'));
    expect(plan).toMatch(/SEARCH t USING PRIMARY KEY \(workspace=\? AND asked=\?\)/);
    // The numbers of a few rows are made different, and nothing else.
    const looked = (plan ?? '').split('\n').filter((line) => /\bt\b/.test(line));
    expect(looked.length).toBeGreaterThan(2);
    for (const line of looked)
      expect(line).toMatch(/SEARCH t USING PRIMARY KEY \(workspace=\? AND asked[<=]\?\)/);
  });

  it('looks through the newest by their key', async () => {
    const [plan] = await plansOf(() =>
      reviewQueries(db, names, totals).search(dave, { q: 'tw*' }, { limit: 50 }),
    );
    expect(plan).toMatch(/SEARCH t USING PRIMARY KEY \(workspace=\? AND asked<\?\)/);
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
  });

  it('tests what was found by its number, whatever the filter', async () => {
    const asked = 7;
    const seenByBob = ` ${sightWordsOf(bob.workspace, audienceKeysOf(bob)).join(' ')}`;
    connection
      .prepare(`insert into review_words_v9 (workspace, asked, words) values (?, ?, ?)`)
      .run([dave.workspace, asked, columnOf(dave.workspace, ['one', 'two']) + seenByBob]);
    const filters: SearchFilter[] = [
      { q: '', status: ['PENDING'] },
      { q: '', session: 's', group: 'g', createdFrom: 4 },
    ];
    for (const { q: _, ...filter } of filters) {
      for (const viewer of [dave, bob]) {
        const plan = (await searching(filter, viewer)).at(-1);
        expect(plan).toMatch(/reviews USING INDEX reviews_v9_by_asked \(workspace=\? AND asked=\?\)/);
        expect(plan).toMatch(/w USING PRIMARY KEY \(workspace=\? AND asked=\?\)/);
        expect(plan).not.toMatch(/^SCAN/m);
      }
    }
  });
});

describe('a page of the facts', () => {
  it('of a time finds where that stands by the key, and walks between these places', async () => {
    connection
      .prepare(`insert into fact_times_v9 (workspace, step, time, block) values (?, ?, ?, ?)`)
      .run([dave.workspace, 0, 7, 3]);
    const { page } = factQueries(db, names);
    const time = { from: 7 * 900_000, to: 8 * 900_000 };
    const [places, rows] = await plansOf(() =>
      page(dave.workspace, { ...time, actor: 'bob' }, { limit: 50, direction: 'desc' }),
    );
    expect(places).toMatch(
      /fact_times\S* USING PRIMARY KEY \(workspace=\? AND step=\? AND time>\? AND time<\?\)/,
    );
    expect(rows).toMatch(
      /facts_v9_by_actor_position \(workspace=\? AND actor=\? AND position>\? AND position<\?\)/,
    );
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

  it('and stuck or parked is found by the attempts, however much is left to do', async () => {
    const plan = await planOf(() => troubledWork(database(), names, deadlineWork));
    expect(plan).toMatch(/SEARCH t USING (COVERING )?INDEX attempts_by_reaction_attempts/);
    expect(plan).toMatch(/SEARCH w USING PRIMARY KEY \(workspace=\? AND review=\?/);
    expect(plan).not.toMatch(/TEMP B-TREE|^SCAN (?!found$)/m);
  });
});

describe('a page of the history', () => {
  it.each<[string, DecisionFilter]>([
    ['decisions_v9_by_module_number', { moduleName: 'forms' }],
    ['decisions_v9_by_verdict_number', { verdict: 'revoke' }],
    ['decisions_v9_by_session_number', { session: 's' }],
    ['decisions_v9_by_user_id_number', { userId: 'bob' }],
  ])('walks the index %s in order, some at a time', async (index, filter) => {
    const [end, page, ...others] = (await historyPlans(filter, -1)).slice(
      filter.session === undefined ? 1 : 0,
    );
    for (const plan of [end, page]) {
      expect(plan).toContain(`${index} `);
      expect(plan).not.toMatch(/TEMP B-TREE|^SCAN (?!found)/m);
    }
    expect(others).toHaveLength(2);
  });

  it('of a viewer who sees few reviews finds their decisions by them', async () => {
    const [, page] = await historyPlans({ from: 5 }, BOUNDS.few);
    expect(page).toMatch(/decisions_v9_by_review_number \(workspace=\? AND review=\?\)/);
    expect(page).not.toMatch(/^SCAN/m);
  });

  it('of a viewer who sees few reviews that were decided so finds them by that', async () => {
    const [look, page] = await historyPlans({ verdict: 'revoke' }, BOUNDS.few);
    for (const plan of [look, page])
      expect(plan).toMatch(
        /filed USING COVERING INDEX audience_v9_by_verdicts_kind_value_review \(workspace=\? AND verdicts=\? AND kind=\? AND value=\?\)/,
      );
    expect(page).toMatch(/decisions_v9_by_review_number \(workspace=\? AND review=\?\)/);
    expect(page).not.toMatch(/^SCAN/m);
  });

  it('of a time that holds few sorts those', async () => {
    const [, page] = await historyPlans({ from: 5 }, BOUNDS.few, dave);
    expect(page).toMatch(/decisions_v9_by_decided_at_number \(workspace=\? AND decided_at>\?\)/);
  });

  it('of what is found rarely and in some time sorts those', async () => {
    const [, page] = await historyPlans({ verdict: 'revoke', from: 5 }, BOUNDS.few, dave);
    expect(page).toMatch(/decisions_v9_by_verdict_number \(workspace=\? AND verdict=\?\)/);
  });

  it('with its reviews walks on from its place, and finds these and the facts by their keys', async () => {
    const after = { number: 7, decidedAt: 5 };
    const { page } = decisionQueries(db, names, new RememberedTotals(() => null), {
      ...BOUNDS,
      few: -1,
      manyForMs: 0,
    });
    const plans = await plansOf(() => page(dave, {}, { limit: 50, after }));
    const walked = /SEARCH decisions USING (COVERING )?INDEX \S+ \(workspace=\? AND number</;
    // Where the page ends, and what is on it; the others count.
    const walks = plans.filter((plan) => walked.test(plan));
    expect(walks).toHaveLength(2);
    for (const plan of walks) expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m);
    const row = { review: 'x', position: '1' } as RowOf<typeof decisionsTable>;
    const question = { database: db, names, viewer: bob, bounds: BOUNDS };
    const [reviews, facts] = await plansOf(() => decidedReviews(question, [row, row]));
    expect(reviews).toMatch(/SEARCH reviews USING INDEX sqlite_autoindex_\S+ \(workspace=\? AND id=\?\)/);
    expect(facts).toMatch(/SEARCH facts\S* USING PRIMARY KEY \(workspace=\? AND position=\?\)/);
  });

  const historyPlans = (filter: DecisionFilter, few: number, viewer = bob) =>
    plansOf(() =>
      decisionQueries(db, names, new RememberedTotals(() => null), { ...BOUNDS, few, manyForMs: 0 }).history(
        viewer,
        filter,
        {
          limit: 50,
          offset: 0,
        },
      ),
    );
});

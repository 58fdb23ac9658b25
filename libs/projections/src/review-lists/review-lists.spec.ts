import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log } from '@countersign/event-store';
import { hasDecided, mayApprove } from '@countersign/review';
import type { Review } from '@countersign/review';
import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  expire,
  frank,
  grace,
  mallory,
  MINUTE,
  olga,
  requested,
} from '@countersign/testing';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { COUNT_LIMIT } from '../contract';
import type {
  DecidedReview,
  DecisionFilter,
  DecisionPlace,
  DecisionRow,
  FoundDecisions,
  MemoryPlace,
  PagedReviewFilter,
  ReviewPlace,
  ReviewSort,
  Viewer,
} from '../contract';
import { openDatabase } from '../database/open-database';
import type { ViewsDatabase } from '../database/database';
import { tableNamesOf } from '../database/table';
import { decisionQueries } from '../history/decision-queries';
import { openViews } from '../open-views';
import type { OpenedViews } from '../open-views';
import { RememberedTotals } from '../progress/remembered-totals';
import { random } from '../projector/made-up-log.spec-support';
import { readModel } from '../read-model/read-model';
import { Recorder } from '../recorder.spec-support';
import { BOUNDS } from './bounds';
import { reviewQueries } from './review-queries';
import { expectedOf, randomFilter, recordRandomReviews } from './random-reviews.spec-support';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const SORTS: readonly ReviewSort[] = ['newest', 'oldest', 'updated', 'deadline'];
const VIEWERS: readonly Viewer[] = [alice, bob, carol, dave, erin, frank, grace, mallory, agent7, olga];

let store: EventStoreServer;
let log: Log;
let recorder: Recorder;
let known: Map<string, Review>;
beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  recorder = new Recorder(log);
  known = await recordRandomReviews(recorder, 120, random(SEED));
});
afterAll(async () => {
  await log.close();
  await store.stop();
});

async function walk(
  views: Pick<OpenedViews, 'reviews'>,
  viewer: Viewer,
  filter: PagedReviewFilter,
  sort: ReviewSort,
  limit: number,
): Promise<string[]> {
  const ids: string[] = [];
  let after = undefined;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const { items, next }: Awaited<ReturnType<typeof views.reviews.page>> = await views.reviews.page(
      viewer,
      filter,
      {
        limit,
        sort,
        ...(after !== undefined && { after }),
      },
    );
    expect(items.length).toBeLessThanOrEqual(limit);
    ids.push(...items.map(({ id }) => id));
    if (next === null) return ids;
    after = next;
  }
  throw new Error('the pages have no end');
}

function isLeft(
  row: DecisionRow,
  { session, userId, moduleName, verdict, from, to }: DecisionFilter,
): boolean {
  const { decidedAt } = row;
  return (
    [
      session ?? row.session,
      userId ?? row.userId,
      moduleName ?? row.moduleName,
      verdict ?? row.verdict,
    ].join() === [row.session, row.userId, row.moduleName, row.verdict].join() &&
    decidedAt >= (from ?? decidedAt) &&
    decidedAt < (to ?? Infinity)
  );
}

/** What a decision with its review, and its row, both say. */
const rowIn = ({ number, decision, review }: DecidedReview) => ({
  ...{ number, review: review.id, verdict: decision.verdict },
  ...{ userId: decision.by.id, decidedAt: decision.at, amendments: decision.amendments },
});
const rowOf = ({ number, review, verdict, userId, decidedAt, amendments }: DecisionRow) => ({
  ...{ number, review, verdict, userId, decidedAt, amendments },
});

describeOnDatabases(`lists of random reviews (SEED=${SEED})`, (databases) => {
  let views: OpenedViews;
  let database: ViewsDatabase;
  beforeAll(async () => {
    const address = await databases().fresh();
    views = await openViews({ database: address, log });
    views.start();
    database = await openDatabase(address, 1_000);
  });
  afterAll(async () => {
    await database.close();
    await views.close();
  });
  beforeEach(async () => expect(await views.progress.waitForHead(10_000)).toBe(true));

  const record = async (...[command, id]: Parameters<Recorder['record']>): Promise<Review> => {
    const { review } = await recorder.record(command, id);
    known.set(id, review);
    return review;
  };
  const level = async () => expect(await views.progress.waitForHead(10_000)).toBe(true);

  /** The same tables, asked as if there were many rows in them, or few. */
  const ways = () =>
    [-1, 20, BOUNDS.few].map((few) => ({
      reviews: reviewQueries(
        database.read,
        tableNamesOf({ version: readModel.version, build: 1 }),
        new RememberedTotals(() => null),
        {
          ...BOUNDS,
          few,
          walked: few === -1 ? 7 : BOUNDS.walked,
          tried: { '-1': 3, '20': BOUNDS.walked }[few] ?? BOUNDS.tried,
          lookedAt: few === 20 ? 10 : BOUNDS.lookedAt,
          atOnce: few === 20 ? 5 : BOUNDS.atOnce,
          parts: few === 20 ? 0 : BOUNDS.parts,
          read: few === 20 ? 3_000 : BOUNDS.read,
          page: few === 20 ? 9_000 : BOUNDS.page,
        },
      ),
    }));

  it('are what the filter leaves of all reviews, in the order of the sort, on any way and in pages of any size', async () => {
    const pick = random(SEED + 1);
    let found = 0;
    for (let round = 0; round < 60; round += 1) {
      const filter = randomFilter(pick);
      const viewer = VIEWERS[pick(VIEWERS.length)] as Viewer;
      const sort = SORTS[pick(SORTS.length)] as ReviewSort;
      const expected = expectedOf([...known.values()], viewer, filter, sort);
      const way = ways()[pick(3)] as Pick<OpenedViews, 'reviews'>;
      const ids = await walk(way, viewer, filter, sort, 1 + pick(30));
      expect([filter, sort, viewer.id, ids]).toEqual([filter, sort, viewer.id, expected]);
      expect(await way.reviews.count(viewer, filter)).toBe(expected.length);
      found += expected.length;
    }
    expect(found).toBeGreaterThan(100);
  });

  it('have a history that is what the filter and the sight leave of all decisions, in pages of any size', async () => {
    const pick = random(SEED + 2);
    const named = tableNamesOf({ version: readModel.version, build: 1 });
    const everything = { limit: 10_000, offset: 0 };
    const { items: all } = await views.decisions.history(dave, {}, everything);
    expect(all.length).toBeGreaterThan(20);
    for (let round = 0; round < 40; round += 1) {
      const viewer = VIEWERS[pick(VIEWERS.length)] as Viewer;
      const seen = new Set(expectedOf([...known.values()], viewer, {}, 'newest'));
      const one = all[pick(all.length)] as DecisionRow;
      const filter: DecisionFilter = {
        ...(pick(4) === 0 && { verdict: one.verdict }),
        ...(pick(4) === 0 && { userId: one.userId }),
        ...(pick(4) === 0 && { moduleName: one.moduleName }),
        ...(pick(8) === 0 && { session: one.session }),
        ...(pick(3) === 0 && { from: one.decidedAt, to: one.decidedAt + pick(9) * MINUTE }),
      };
      const left = all.filter((row) => seen.has(row.review) && isLeft(row, filter));
      const isInTime = filter.from !== undefined;
      const expected = isInTime
        ? left.sort((a, b) => b.decidedAt - a.decidedAt || b.number - a.number)
        : left;
      const bounds = {
        ...BOUNDS,
        ...(pick(2) === 0 ? { few: -1, walked: 1 + pick(9) } : {}),
      };
      const totals = new RememberedTotals(() => null);
      const { history } = decisionQueries(database.read, named, totals, bounds);
      const page = { limit: 1 + pick(20), offset: pick(20) };
      const { items, total } = await history(viewer, filter, page);
      expect([filter, viewer.id, items]).toEqual([
        filter,
        viewer.id,
        expected.slice(page.offset, page.offset + page.limit),
      ]);
      expect(total).toBe(expected.length);
    }
  });

  it('have decisions with their reviews, in pages that follow each other, also where these are large', async () => {
    const pick = random(SEED + 3);
    const named = tableNamesOf({ version: readModel.version, build: 1 });
    const totals = new RememberedTotals(() => null);
    const { items: all } = await views.decisions.history(dave, {}, { limit: 10_000, offset: 0 });
    let short = 0;
    for (let round = 0; round < 20; round += 1) {
      const viewer = VIEWERS[pick(VIEWERS.length)] as Viewer;
      const filter = pick(2) === 0 ? {} : { from: (all[pick(all.length)] as DecisionRow).decidedAt };
      const bounds = {
        ...BOUNDS,
        page: pick(2) === 0 ? 1 + pick(9_000) : BOUNDS.page,
        ...(pick(2) === 0 ? { few: -1, walked: 1 + pick(9) } : {}),
      };
      const { history, page } = decisionQueries(database.read, named, totals, bounds);
      const expected = await history(viewer, filter, { limit: 10_000, offset: 0 });
      const limit = 1 + pick(20);
      const found: DecidedReview[] = [];
      for (let after: DecisionPlace | undefined | null = undefined; after !== null;) {
        const { items, next, total } = await page(viewer, filter, { limit, after });
        expect([items.length <= limit, total]).toEqual([true, expected.total]);
        short += next !== null && items.length < limit ? 1 : 0;
        found.push(...items);
        after = next;
      }
      expect(found.map(rowIn)).toEqual(expected.items.map(rowOf));
      for (const { review } of found) expect(review).toEqual(known.get(review.id));
    }
    expect(short).toBeGreaterThan(0);
  });

  it('have a history that ends behind many that do not pass, and pages of it that go on', async () => {
    const named = tableNamesOf({ version: readModel.version, build: 1 });
    const bounds = { ...BOUNDS, few: -1, walked: 2, counted: 4 };
    const queries = decisionQueries(database.read, named, new RememberedTotals(() => null), bounds);
    const busy = { ...bob, id: `busy-${randomUUID()}` };
    for (const action of ['rare', 'usual', 'usual', 'usual', 'usual']) {
      const id = randomUUID();
      await record(requested({ review: id, groups: ['banking'], action, at: ASKED_AT + 600 * MINUTE }), id);
      await record(approve(busy, { at: ASKED_AT + 600 * MINUTE }), id);
    }
    await level();
    const filter = { userId: busy.id, moduleName: 'rare' };
    const [rare] = (await views.decisions.history(dave, filter, { limit: 5, offset: 0 })).items;
    expect(rare).toMatchObject({ moduleName: 'rare' });
    // What this person decided is walked, and of what each is about is tested.
    expect((await queries.history(dave, filter, { limit: 5, offset: 0 })).items).toEqual([]);
    const found: number[] = [];
    for (let after: DecisionPlace | undefined | null = undefined; after !== null;) {
      const page: FoundDecisions = await queries.page(dave, filter, { limit: 5, after });
      found.push(...page.items.map(({ number }) => number));
      after = page.next;
    }
    expect(found).toEqual([rare?.number]);
  });

  it('have decisions of one person in one moment that are told apart', async () => {
    const id = randomUUID();
    const at = ASKED_AT + 500 * MINUTE;
    const slots = { groups: ['banking', 'security'], forceApprovalGroups: ['banking'] };
    await record(requested({ review: id, ...slots, at }), id);
    await record(approve(bob, { at, note: 'one of two' }), id);
    await record(approve(bob, { at, note: 'broke the glass', force: true }), id);
    await level();
    const { items } = await views.decisions.page(
      dave,
      { session: known.get(id)?.session ?? '' },
      { limit: 9 },
    );
    expect(items.filter(({ review }) => review.id === id).map(({ decision }) => decision)).toMatchObject([
      { by: { id: 'bob' }, at, forced: true, note: 'broke the glass' },
      { by: { id: 'bob' }, at, forced: false, note: 'one of two' },
    ]);
  });

  it('have totals that stop where too much would have to be tested', async () => {
    const bounds = { ...BOUNDS, few: -1, walked: 3, counted: 6 };
    const named = tableNamesOf({ version: readModel.version, build: 1 });
    const totals = new RememberedTotals(() => null);
    const reviews = reviewQueries(database.read, named, totals, bounds);
    const { history } = decisionQueries(database.read, named, totals, bounds);
    expect(await reviews.count(dave, { requester: 'nobody', action: 'none' })).toBe(0);
    expect(await reviews.count(dave, { reviewType: 'onetime' })).toBe(COUNT_LIMIT + 1);
    const decidable = { decidable: { at: ASKED_AT }, action: 'none' };
    expect(await reviews.count(bob, decidable)).toBe(COUNT_LIMIT + 1);
    expect((await history(dave, {}, { limit: 1, offset: 0 })).total).toBe(COUNT_LIMIT + 1);
  });

  it.each(SORTS)('lose and repeat nothing in pages by %s while others are asked for', async (sort) => {
    const before = expectedOf([...known.values()], dave, {}, sort);
    const ids: string[] = [];
    let after = undefined;
    for (let round = 0; ; round += 1) {
      const page: Awaited<ReturnType<typeof views.reviews.page>> = await views.reviews.page(
        dave,
        {},
        { limit: 40, sort, ...(after !== undefined && { after }) },
      );
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      after = page.next;
      const id = randomUUID();
      await record(
        requested({
          review: id,
          at: ASKED_AT + round * 7 * MINUTE,
          deadline: round % 2 === 0 ? null : ASKED_AT + MINUTE * 60,
        }),
        id,
      );
      await level();
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => before.includes(id))).toEqual(before);
  });

  it('lose and repeat nothing where they go on by a place, by words or through memories, while more is added', async () => {
    const session = randomUUID();
    const word = `w${session.replaceAll('-', '')}`;
    const add = async (at: number) => {
      const id = randomUUID();
      await record(requested({ review: id, at: ASKED_AT + at, session, title: `${word} ${at}` }), id);
      const { review, eventIds } = await recorder.record(approve(bob, { at: ASKED_AT + 90 * MINUTE }), id);
      known.set(id, review);
      await recorder.remember(review, eventIds.at(-1) ?? '', [`${word} one`, `${word} two`]);
      await level();
    };
    for (let count = 0; count < 7; count += 1) await add(count);
    type Ask = (
      after: unknown,
    ) => Promise<{ readonly items: readonly { id: string }[]; readonly next: unknown }>;
    const lists: Record<string, Ask> = {
      place: async (after) => {
        const page = { limit: 2, ...(after !== undefined && { after: after as ReviewPlace }) };
        const items = await views.reviews.list(dave, { session }, page);
        return { items, next: items.at(-1) ?? null };
      },
      words: (after) =>
        views.reviews.search(dave, { q: word }, { limit: 2, after: after as number | undefined }),
      memories: (after) =>
        views.memories.page(dave, session, { limit: 2, after: after as MemoryPlace | undefined }),
      'words of memories': (after) =>
        views.memories.search(dave, { q: word }, { limit: 2, after: after as number | undefined }),
    };
    for (const [name, ask] of Object.entries(lists)) {
      const all = async (meanwhile: (page: number) => Promise<void>): Promise<string[]> => {
        const ids: string[] = [];
        let after: unknown = undefined;
        for (let page = 1; ; page += 1) {
          const { items, next } = await ask(after);
          ids.push(...items.map(({ id }) => id));
          if (next === null) return ids;
          after = next;
          await meanwhile(page);
        }
      };
      const before = await all(async () => undefined);
      const walked = await all(async (page) => (page < 3 ? add(page * MINUTE) : undefined));
      expect([name, new Set(walked).size]).toEqual([name, walked.length]);
      expect([name, walked.filter((id) => before.includes(id))]).toEqual([name, before]);
    }
  });

  it('find those that the viewer may approve now and has not decided', async () => {
    const [mine, theirs, once] = [randomUUID(), randomUUID(), randomUUID()];
    const labels = { test: mine };
    const filter = (at: number) => ({ decidable: { at }, labels: [['test', mine]] as const });
    const deadline = ASKED_AT + 10 * MINUTE;
    await record(requested({ review: mine, actor: bob, labels }), mine);
    await record(requested({ review: theirs, groups: ['banking', 'security'], labels, deadline }), theirs);
    await record(requested({ review: once, groups: ['banking', 'security'], labels }), once);
    await record(approve(bob), once);
    await level();
    const decidable = async (viewer: Viewer, at = ASKED_AT) =>
      new Set(await walk(views, viewer, filter(at), 'oldest', 50));
    expect(await decidable(bob)).toEqual(new Set([theirs]));
    expect(await decidable(bob, deadline)).toEqual(new Set());
    expect(await decidable(carol)).toEqual(new Set([mine, theirs, once]));
    expect(await decidable(dave)).toEqual(new Set([mine]));
    for (const viewer of [alice, agent7, erin, mallory, olga]) {
      expect(await decidable(viewer)).toEqual(new Set());
      expect(await views.reviews.count(viewer, filter(ASKED_AT))).toBe(0);
    }
    await record(expire(deadline), theirs);
    await level();
    expect(await decidable(bob)).toEqual(new Set());
    for (const review of known.values()) {
      if (mayApprove(review, frank, ASKED_AT) && !hasDecided(review, frank) && review.status === 'PENDING')
        expect(
          await walk(views, frank, { decidable: { at: ASKED_AT }, session: review.session }, 'newest', 9),
        ).toContain(review.id);
    }
  });

  it('find labels of any length', async () => {
    const id = randomUUID();
    const long = randomUUID().repeat(2_000);
    await record(requested({ review: id, labels: { long, 'a"': 'b' } }), id);
    await level();
    expect(await walk(views, dave, { labels: [['long', long]] }, 'newest', 9)).toEqual([id]);
    expect(
      await walk(
        views,
        dave,
        {
          labels: [
            ['long', long],
            ['a"', 'b'],
          ],
        },
        'newest',
        9,
      ),
    ).toEqual([id]);
    expect(
      await walk(
        views,
        dave,
        {
          labels: [
            ['long', long],
            ['a', '"b'],
          ],
        },
        'newest',
        9,
      ),
    ).toEqual([]);
  });

  it('pass over as many as are told', async () => {
    for (const filter of [{}, { status: ['PENDING', 'APPROVED'] }]) {
      for (const viewer of [dave, frank]) {
        const all = expectedOf([...known.values()], viewer, filter, 'newest');
        for (const { reviews } of [views, ...ways()]) {
          const found = await reviews.list(viewer, filter, { limit: 7, offset: 5 });
          expect(found.map(({ id }) => id)).toEqual(all.slice(5, 12));
        }
      }
    }
  });

  it('take no place of another sort', async () => {
    const after = { requestedAt: ASKED_AT, id: randomUUID() };
    for (const sort of ['updated', 'deadline'] as const)
      await expect(views.reviews.page(dave, {}, { limit: 1, sort, after })).rejects.toThrow(TypeError);
  });
});

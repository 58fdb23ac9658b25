import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log } from '@countersign/event-store';
import { audienceKeysOf, canSee } from '@countersign/review';
import type { Review } from '@countersign/review';
import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  frank,
  mallory,
  MINUTE,
  OTHER_WORKSPACE,
  person,
  reject,
  requested,
} from '@countersign/testing';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { COUNT_LIMIT } from '../contract';
import type { MemoryRow, SearchFilter, Viewer } from '../contract';
import type { ViewsDatabase } from '../database/database';
import { openDatabase } from '../database/open-database';
import { RowWriter } from '../database/row-writer';
import { tableNamesOf } from '../database/table';
import { Writes } from '../database/writes';
import { dumpTables } from '../dump-tables';
import { openViews } from '../open-views';
import type { OpenedViews } from '../open-views';
import { random } from '../projector/made-up-log.spec-support';
import { isKeptInWords } from '../projections/audience';
import { reviewWordsTable } from '../projections/review-words';
import { Recorder } from '../recorder.spec-support';
import { readModel } from '../read-model/read-model';
import { BOUNDS } from '../review-lists/bounds';
import { reviewQueries } from '../review-lists/review-queries';
import { search } from '../review-lists/search';
import { RememberedTotals } from '../progress/remembered-totals';
import { askable } from './common-words';
import { foundAtOnce, isByFew, searchedFor } from './found-words';
import { columnOf, sightWordsOf } from './index-words';
import { lookedAt } from './looked-at';
import { memorySearch } from './memory-search';
import { textsOf } from './review-texts';
import { soughtIn, wordsOf } from './words';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const WORDS = [
  'transfer',
  'Transfers',
  'Übertrag',
  'wire-42',
  '支払い確認',
  'العقد',
  'x1',
  'naïve',
  'delete',
  '👍ok',
];
const QUERIES = [
  'transfer',
  'TRANSFER*',
  'ubertrag',
  'wire 42',
  '支払',
  '認',
  'العقد x1',
  'na*',
  'delete transfers',
  'ok',
  't* 4*',
  'absent',
];

let store: EventStoreServer;
let log: Log;
let recorder: Recorder;
/** In the order of the log. */
const known = new Map<string, Review>();
const remembered: (MemoryRow & { readonly session: string; readonly of: Review })[] = [];

/** By an API key that executes, and with more groups than are looked for side by side. */
const executor = { ...bob, id: 'executor', scopes: ['execute'] } as const;
const joiner = person('joiner', {
  groups: ['security', ...Array.from({ length: 20 }, (_, nth) => `club-${nth}`)],
});
/** Sees what nobody else of these asked for. */
const grace = person('grace');
const olga = person('olga', { workspace: OTHER_WORKSPACE, roles: ['admin'] });

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  recorder = new Recorder(log);
  const pick = random(SEED);
  const some = (): string => WORDS.filter(() => pick(5) === 0).join(pick(2) === 0 ? ' ' : '"); ');
  for (let index = 0; index < 40; index += 1) {
    const id = randomUUID();
    const actor = pick(10) === 0 ? olga : pick(2) === 0 ? alice : frank;
    const keep = ({ review }: { readonly review: Review }) => known.set(id, review);
    keep(
      await recorder.record(
        requested({
          review: id,
          actor,
          // Clocks of gateways differ: the order of asking is not that of the log.
          at: ASKED_AT + pick(20) * MINUTE,
          title: `${some()}.`,
          rationale: `${some()} everywhere`,
          payload: { input: some(), deep: [{ [`k ${some()}`]: index }] },
          groups: ['banking', 'security'].slice(0, pick(4) === 0 ? 2 : 1),
          labels: { team: pick(2) === 0 ? 'delete' : 'x' },
          session: `s${pick(3)}`,
        }),
        id,
      ),
    );
    if (actor === olga || pick(4) === 0) continue;
    const at = ASKED_AT + 30 * MINUTE;
    if (pick(3) === 0) keep(await recorder.record(reject(bob, { at, note: `no ${some()}` }), id));
    else {
      const settled = await recorder.record(
        approve(bob, { at, amendments: pick(3) === 0 ? { input: some() } : null }),
        id,
      );
      keep(settled);
      const { review, eventIds } = settled;
      if (review.status !== 'APPROVED') continue;
      const contents = [`${some()} kept`, `${some()} kept`];
      const { memoryIds } = await recorder.remember(review, eventIds.at(-1) ?? '', contents);
      memoryIds.forEach((memory, place) => {
        const { session } = review;
        const row = { id: memory, content: contents[place] ?? '', createdAt: at, review: id, source: '' };
        remembered.push({ ...row, session, of: review });
      });
    }
  }
});
afterAll(async () => {
  await log.close();
  await store.stop();
});

/** What a search should find, said without any table. */
function matches(texts: Iterable<string>, query: string): boolean {
  const words = wordsOf(texts);
  const sought = soughtIn(query);
  return (
    sought !== null &&
    sought.words.every((word) => words.includes(word)) &&
    sought.beginnings.every((start) => words.some((word) => word.startsWith(start)))
  );
}

async function walk<Item>(
  ask: (
    after: number | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: number | null }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let after: number | undefined = undefined;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const { items, next }: Awaited<ReturnType<typeof ask>> = await ask(after);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
  throw new Error('the pages have no end');
}

describeOnDatabases(`a search (SEED=${SEED})`, (databases) => {
  let views: OpenedViews;
  let database: ViewsDatabase;
  const names = tableNamesOf({ version: readModel.version, build: 1 });
  let address: Awaited<ReturnType<ReturnType<typeof databases>['fresh']>>;
  const level = async () => expect(await views.progress.waitForHead(10_000)).toBe(true);
  beforeAll(async () => {
    address = await databases().fresh();
    views = await openViews({ database: address, log });
    views.start();
    await level();
    database = await openDatabase(address, 1_000);
  });
  afterAll(async () => {
    await database.close();
    await views.close();
  });

  /** The same tables, asked as if there were few rows in them, or many. */
  const ways = () =>
    [BOUNDS, { ...BOUNDS, few: -1, newest: 4, ordered: 100, tested: 2, lookedAt: 5 }].map((bounds) => ({
      reviews: reviewQueries(database.read, names, new RememberedTotals(() => null), bounds),
      search: memorySearch(database.read, names, bounds),
    }));
  /** Rows of words alone, of no review; call what it gives to have them gone. */
  const fileWords = async (
    workspace: string,
    numbers: readonly number[],
    say: (number: number) => string,
  ) => {
    const write = async (change: (writes: Writes, asked: number) => void) => {
      const writes = new Writes();
      for (const asked of numbers) change(writes, asked);
      await database.transact(await new RowWriter(database.write, names).statements(writes));
    };
    await write((writes, asked) => {
      const words = columnOf(workspace, say(asked).split(' '));
      writes.put(reviewWordsTable, `${asked}`, { workspace, asked, words });
    });
    return () => write((writes, asked) => writes.remove(reviewWordsTable, `${asked}`, { workspace, asked }));
  };
  const allLookedAt = async (searched: ReturnType<typeof searchedFor>, wanted: number) => {
    const bounds = { newest: 4, ordered: 3, tested: 2, lookedAt: 100 };
    const found: number[] = [];
    let pages = 0;
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; pages += 1) {
      const from: number = before;
      for await (const some of lookedAt(searched, from, bounds, wanted)) {
        found.push(...some.numbers);
        before = some.isLast ? null : some.behind;
      }
      expect(before === null || before < from).toBe(true);
    }
    return { found, pages };
  };
  const soughtOfAll = (workspace: string, q: string) =>
    searchedFor(q, {
      ...{ database: database.read, names, table: reviewWordsTable, workspace, sight: null },
    });
  /** As if what a page may look at were much, against the rows that show what is common. */
  const manyLookedAt = () => {
    const bounds = { ...BOUNDS, few: -1, newest: 4, ordered: 100, tested: 2, lookedAt: 20 };
    return reviewQueries(database.read, names, new RememberedTotals(() => null), bounds);
  };
  const idsFor = async (
    viewer: Viewer,
    filter: SearchFilter,
    limit = 50,
    { reviews }: Pick<OpenedViews, 'reviews'> = views,
  ): Promise<string[]> => {
    const found = await walk((after) => reviews.search(viewer, filter, { limit, after }));
    return found.map(({ id }) => id);
  };

  it('finds what a look at every review finds, newest first, for each viewer and with every filter', async () => {
    const pick = random(SEED + 1);
    let found = 0;
    for (const q of QUERIES) {
      for (const viewer of [dave, [alice, bob, carol, mallory, olga, executor, joiner][pick(7)] ?? alice]) {
        const more = [{}, { status: ['PENDING'] }, { session: 's1' }, { group: 'security' }][pick(4)] ?? {};
        const passes = (review: Review): boolean =>
          canSee(review, viewer) &&
          (!('status' in more) || review.status === 'PENDING') &&
          (!('session' in more) || review.session === 's1') &&
          (!('group' in more) ||
            review.slots.some(({ holder }) => holder.kind === 'group' && holder.group === 'security'));
        const expected = [...known.values()]
          .filter((review) => passes(review) && matches(textsOf(review), q))
          .map(({ id }) => id)
          .reverse();
        const filter = { ...more, q };
        const way = ways()[pick(2)] ?? views;
        const ids = await idsFor(viewer, filter, 1 + pick(9), way);
        expect([q, viewer.id, more, ids]).toEqual([q, viewer.id, more, expected]);
        expect(await way.reviews.count(viewer, filter)).toBe(expected.length);
        found += expected.length;
      }
    }
    expect(found).toBeGreaterThan(20);
  });

  it('fills the page of somebody who sees a part, however many others have what he looks for', async () => {
    const title = `b${randomUUID().replaceAll('-', '')}`;
    const ids = Array.from({ length: 30 }, () => randomUUID());
    const hers = ids.slice(0, 5);
    for (const id of ids) {
      const groups = hers.includes(id) ? ['security'] : ['banking'];
      await recorder.record(requested({ review: id, title, groups }), id);
    }
    await level();
    for (const { reviews } of [...ways(), { reviews: manyLookedAt() }]) {
      const { items } = await reviews.search(carol, { q: title }, { limit: 3 });
      expect(items.map(({ id }) => id)).toEqual(hers.toReversed().slice(0, 3));
    }
  });

  it('leaves to the next page what it did not look at of a beginning that others have often', async () => {
    const id = randomUUID();
    const stem = `b${randomUUID().replaceAll('-', '')}`;
    await recorder.record(requested({ review: id, actor: grace, title: `${stem}x` }), id);
    for (let index = 0; index < 12; index += 1) {
      const other = randomUUID();
      const [actor, title] = index % 2 === 0 ? [alice, `${stem}y`] : [grace, 'plain'];
      await recorder.record(requested({ review: other, actor, title }), other);
    }
    await level();
    for (const { reviews } of [...ways(), { reviews: manyLookedAt() }])
      for (const q of [`${stem}*`, `${stem}* ${stem.slice(0, 9)}*`]) {
        expect(await idsFor(grace, { q }, 2, { reviews })).toEqual([id]);
        expect([1, COUNT_LIMIT + 1]).toContain(await reviews.count(grace, { q }));
      }
  });

  it('takes a beginning for common by rows, however far apart they stand in the log', async () => {
    const [workspace, word] = [randomUUID(), `k${randomUUID().replaceAll('-', '')}`];
    // One of a hundred old ones, the last before a gap that is nearly all.
    const numbers = [...Array.from({ length: 100 }, (_, nth) => nth), 1_000_000];
    const remove = await fileWords(workspace, numbers, (number) => (number === 99 ? `${word}x` : 'plain'));
    const searched = soughtOfAll(workspace, `${word}*`);
    expect(await askable(searched, Number.MAX_SAFE_INTEGER)).toEqual(searched);
    const common = soughtOfAll(workspace, 'pla*');
    expect(await askable(common, Number.MAX_SAFE_INTEGER)).toBeNull();
    await remove();
  });

  it('goes on in the next page where it did not look through all ranges of what is common', async () => {
    const workspace = randomUUID();
    const numbers = [...Array.from({ length: 6 }, (_, nth) => 1 + nth * 1_000_000), 900_000_001, 900_000_002];
    numbers.push(900_000_003, 900_000_004);
    const remove = await fileWords(workspace, numbers, (number) => (number % 4 === 3 ? 'other' : 'sought'));
    const searched = soughtOfAll(workspace, 'sought');
    const { found } = await allLookedAt(searched, 4);
    expect(found).toEqual(numbers.filter((number) => number % 4 !== 3).sort((one, other) => other - one));
    await remove();
  });

  it('finds what stands further apart in the log than ranges are wide', async () => {
    const workspace = randomUUID();
    const numbers = Array.from({ length: 31 }, (_, nth) => (nth + 1) * 2 ** 47);
    const remove = await fileWords(workspace, numbers, (number) =>
      number % 2 ** 48 === 0 ? 'far between' : 'far',
    );
    const { found } = await allLookedAt(soughtOfAll(workspace, 'far between'), 4);
    expect(found).toEqual(numbers.filter((number) => number % 2 ** 48 === 0).reverse());
    await remove();
  });

  it('finds the newest of a range that holds more than is put in order', async () => {
    const workspace = randomUUID();
    // All but the newest stand together, far behind them.
    const numbers = Array.from(
      { length: 200 },
      (_, nth) => (nth + 1) * 10_000 + (nth < 190 ? 0 : 900_000_000),
    );
    const remove = await fileWords(workspace, numbers, () => 'sought');
    const { found } = await allLookedAt(soughtOfAll(workspace, 'sought'), 4);
    expect(found).toEqual(numbers.toReversed());
    if (databases().kind === 'postgres') {
      const all = { from: 0, before: 1_000_000_000 };
      const sought = soughtOfAll(workspace, 'sought');
      expect(await foundAtOnce(sought, all, { limit: 4, most: 199 })).toBeNull();
      expect(await foundAtOnce(sought, all, { limit: 4, most: 200 })).toEqual(numbers.slice(-4).toReversed());
    }
    await remove();
  });

  it.each([
    ['few rows', 60, () => 'odd even', true],
    ['a word that is rare', 400, (nth: number) => (nth % 50 === 0 ? 'odd even' : 'odd'), true],
    [
      'words that are common apart from each other',
      400,
      (nth: number) => (nth % 2 === 0 ? 'even' : 'odd'),
      false,
    ],
    [
      'words that are common, but not among the oldest',
      400,
      (nth: number) => (nth < 100 ? 'plain' : nth % 2 === 0 ? 'even' : 'odd'),
      false,
    ],
  ])('finds out on PostgreSQL, wherever the rows stand in the log, what is led to by %s', async (...told) => {
    if (databases().kind !== 'postgres') return;
    const [, count, say, isByFewRows] = told;
    for (const [begin, apart] of [
      [1, 1],
      [5_000_000_000, 250],
      [1, 1_000],
    ] as const) {
      const workspace = randomUUID();
      const places = Array.from({ length: count }, (_, nth) => begin + nth * apart);
      // One alone stands before all others.
      const numbers = begin === 1 ? places : [1, ...places];
      const remove = await fileWords(workspace, numbers, (number) =>
        say(Math.max(0, (number - begin) / apart)),
      );
      const range = { from: 0, before: 6_000_000_000 };
      expect([begin, await isByFew(soughtOfAll(workspace, 'odd even'), range)]).toEqual([begin, isByFewRows]);
      await remove();
    }
  });

  it('finds on a later page where words that are common meet at last', async () => {
    const workspace = randomUUID();
    const numbers = Array.from({ length: 1_200 }, (_, nth) => nth + 1);
    const remove = await fileWords(workspace, numbers, (number) =>
      number === 1 ? 'odd even' : number % 2 === 0 ? 'even' : 'odd',
    );
    const { found, pages } = await allLookedAt(soughtOfAll(workspace, 'odd even'), 4);
    expect(found).toEqual([1]);
    expect(pages).toBe(databases().kind === 'sqlite' ? 1 : 3);
    await remove();
  });

  it('takes a review in which no word is, and goes on', async () => {
    const id = randomUUID();
    await recorder.record(requested({ review: id, title: '👍', payload: {}, groups: ['banking'] }), id);
    await level();
    expect(await views.reviews.byId(bob, id)).not.toBeNull();
  });

  it('tells nobody what another workspace has whose words begin alike', async () => {
    const [own, other] = ['000068b7-0000-4000-8000-000000000000', '00006daa-0000-4000-8000-000000000000'].map(
      (workspace) => ({ ...dave, workspace }),
    ) as [typeof dave, typeof dave];
    expect(columnOf(own.workspace, ['x'])).toBe(columnOf(other.workspace, ['x']));
    const title = `alike${randomUUID().replaceAll('-', '')}`;
    const ask = async (actor: typeof dave): Promise<string> => {
      const id = randomUUID();
      await recorder.record(requested({ review: id, actor, title }), id);
      return id;
    };
    const mine = await ask(own);
    for (let index = 0; index < 7; index += 1) await ask(other);
    await level();
    for (const { reviews } of ways()) {
      const page = await reviews.search(own, { q: title }, { limit: 3 });
      expect(page).toMatchObject({ items: [{ id: mine }], next: null });
      expect(await reviews.count(own, { q: title })).toBe(1);
    }
  });

  it('counts as many as there are up to a limit, and one more where there are more', async () => {
    const question = { database: database.read, names, viewer: dave };
    for (const bounds of [BOUNDS, { ...BOUNDS, few: -1, newest: 4, ordered: 100, tested: 2, lookedAt: 5 }]) {
      const { count } = await search({ ...question, bounds }, { q: 'everywhere' });
      const all = [...known.values()].filter((review) => canSee(review, dave)).length;
      expect([await count(all - 1), await count(all), await count(all + 1)]).toEqual([all, all, all]);
      expect(await count(all - 2)).toBe(all - 1);
    }
  });

  it('takes nothing that is looked for for what says who sees a review', async () => {
    const { workspace } = dave;
    const [word = ''] = sightWordsOf(workspace, audienceKeysOf(frank).filter(isKeptInWords));
    for (const q of [word, word.slice(8), `${word.slice(0, 9)}*`, `everywhere ${word}`])
      expect(await idsFor(dave, { q })).toEqual([]);
  });

  it('finds memories alike, of all sessions or of one', async () => {
    expect(remembered.length).toBeGreaterThan(5);
    const pick = random(SEED + 2);
    for (const q of QUERIES) {
      for (const viewer of [dave, [alice, mallory, olga][pick(3)] ?? alice]) {
        for (const session of [undefined, 's1']) {
          const expected = remembered
            .filter((row) => canSee(row.of, viewer) && matches([row.content], q))
            .filter((row) => session === undefined || row.session === session)
            .map(({ id }) => id)
            .reverse();
          for (const { search } of ways()) {
            const found = await walk((after) => search(viewer, { q, session }, { limit: 3, after }));
            const ids = found.map(({ id }) => id);
            expect([q, viewer.id, session, ids]).toEqual([q, viewer.id, session, expected]);
          }
        }
      }
    }
  });

  it('fills the page of somebody who sees a part with memories alike', async () => {
    const word = `b${randomUUID().replaceAll('-', '')}`;
    const remember = async (group: string, by: typeof bob, count: number) => {
      const id = randomUUID();
      await recorder.record(requested({ review: id, groups: [group] }), id);
      const { review, eventIds } = await recorder.record(approve(by), id);
      const contents = Array.from({ length: count }, (_, nth) => `${word} ${nth}`);
      const { memoryIds } = await recorder.remember(review, eventIds.at(-1) ?? '', contents);
      return memoryIds;
    };
    const hers = await remember('security', carol, 4);
    await remember('banking', bob, 12);
    await level();
    for (const { search } of ways()) {
      const { items } = await search(carol, { q: word }, { limit: 2 });
      expect(items.map(({ id }) => id)).toEqual([hers[3], hers[2]]);
    }
  });

  it('tells nobody how common a word is in memories that he may not see', async () => {
    const stranger = { ...mallory, id: 'stranger', groups: [], roles: [] };
    for (const q of QUERIES) {
      for (const { search } of ways()) {
        expect(await search(stranger, { q }, { limit: 1 })).toEqual({ items: [], next: null });
      }
    }
  });

  it.each([
    '"',
    '-',
    '* * *',
    '\0',
    '"unbalanced',
    'NEAR(transfer delete, 1)',
    'transfer OR delete',
    'words:transfer',
    '{words}: transfer',
    'transfer NOT delete',
    '^transfer',
    "'; drop table reviews; --",
    "transfer' | 'delete",
    'transfer & !delete',
    'transfer:*',
    'transfer\0*',
    '\u202eتعاقد',
    '支払い確認'.repeat(500),
    '👍🏽',
    '\ud800',
    'a'.repeat(10_240),
    'ab '.repeat(5_000),
    '(((((((((((((',
    '%_\\',
  ])('takes any text for words and what stands between them: %#', async (q) => {
    const expected = [...known.values()]
      .filter((review) => canSee(review, dave) && matches(textsOf(review), q))
      .map(({ id }) => id)
      .reverse();
    if (soughtIn(q) === null) {
      await expect(idsFor(dave, { q })).rejects.toThrow(RangeError);
      await expect(views.memories.search(dave, { q }, { limit: 1 })).rejects.toThrow(RangeError);
    } else {
      expect(await idsFor(dave, { q })).toEqual(expected);
      const { items } = await views.memories.search(dave, { q }, { limit: 5 });
      expect(items.filter(({ content }) => !matches([content], q))).toEqual([]);
    }
  });

  it('does not find a memory that was forgotten, and finds a review by what was noted or amended last', async () => {
    const id = randomUUID();
    const word = `word${randomUUID().replaceAll('-', '')}`;
    await recorder.record(requested({ review: id, groups: ['banking'] }), id);
    await level();
    expect(await idsFor(dave, { q: `${word}a` })).toEqual([]);
    const { review, eventIds } = await recorder.record(
      approve(bob, { note: `${word}a`, amendments: { input: `${word}b` } }),
      id,
    );
    const { memoryIds } = await recorder.remember(review, eventIds.at(-1) ?? '', [`${word}c`, `${word}d`]);
    await level();
    for (const end of ['a', 'b', '*']) expect(await idsFor(bob, { q: word + end })).toEqual([id]);
    const memories = async (q: string) =>
      (await views.memories.search(bob, { q }, { limit: 9 })).items.map((memory) => memory.id);
    expect(await memories(`${word}*`)).toEqual([...memoryIds].reverse());
    await recorder.forget(review, memoryIds[0] ?? '', bob);
    await level();
    expect(await memories(`${word}*`)).toEqual([memoryIds[1]]);
    expect(await memories(`${word}c`)).toEqual([]);
  });

  it('is over an index that a rebuild makes again, and that holds what its table says', async () => {
    const again = await databases().fresh();
    const rebuilt = await openViews({ database: again, log });
    rebuilt.start();
    expect(await rebuilt.progress.waitForHead(10_000)).toBe(true);
    await rebuilt.close();
    expect(await dumpTables(again)).toBe(await dumpTables(address));
    if (databases().kind !== 'sqlite') return;
    for (const [name, number] of [
      [names({ name: 'review_words' }), 'asked'],
      [names({ name: 'memories' }), 'number'],
    ]) {
      const vocabulary = `${name}_spoken`;
      await databases().query(
        address,
        `create virtual table ${vocabulary} using fts5vocab('${name}_words', 'instance')`,
      );
      const indexed = await databases().query(address, `select doc, term from ${vocabulary}`);
      const rows = await databases().query(address, `select ${number} as number, words from ${name}`);
      await databases().query(address, `drop table ${vocabulary}`);
      const told = (indexed as { doc: number; term: string }[]).map(({ doc, term }) => `${doc} ${term}`);
      const expected = (rows as { number: number; words: string }[]).flatMap((row) =>
        row.words
          .split(' ')
          .filter((word) => word !== '')
          .map((word) => `${row.number} ${word}`),
      );
      expect(told.sort()).toEqual(expected.sort());
      expect(told.length).toBeGreaterThan(0);
    }
  });
});

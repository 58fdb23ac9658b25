import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log } from '@countersign/event-store';
import { ASKED_AT, bob, dave, MINUTE, requested } from '@countersign/testing';
import type { Kysely, KyselyPlugin } from 'kysely';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import type { PagedReviewFilter, ReviewPlace, ReviewSort, Viewer } from '../contract';
import { openDatabase } from '../database/open-database';
import type { ViewsDatabase } from '../database/database';
import { tableNamesOf } from '../database/table';
import { openViews } from '../open-views';
import type { OpenedViews } from '../open-views';
import { RememberedTotals } from '../progress/remembered-totals';
import { readModel } from '../read-model/read-model';
import { Recorder } from '../recorder.spec-support';
import { BOUNDS } from './bounds';
import { reviewQueries } from './review-queries';

const names = tableNamesOf({ version: readModel.version, build: 1 });
/** Every second of twelve is what is asked for: each page looks through several stretches of three. */
const COUNT = 12;
const LEFT: PagedReviewFilter = { subjectKind: 'changeset', reviewType: 'onetime' };

describeOnDatabases('pages of reviews that are asked for while a page is looked for', (databases) => {
  let store: EventStoreServer;
  let log: Log;
  let recorder: Recorder;
  let views: OpenedViews;
  let database: ViewsDatabase;
  beforeEach(async () => {
    store = await startEventStore({ inMemory: true });
    log = openLog({ connectionString: store.connectionString });
    recorder = new Recorder(log);
    const address = await databases().fresh();
    views = await openViews({ database: address, log, leaseMs: 300 });
    views.start();
    for (let nth = 0; nth < COUNT; nth += 1) await ask(nth, nth % 2 === 1);
    database = await openDatabase(address, 5_000);
  });
  afterEach(async () => {
    await database.close();
    await views.close();
    await log.close();
    await store.stop();
  });

  async function ask(nth: number, isLeft: boolean): Promise<string> {
    const review = randomUUID();
    await recorder.record(
      requested({
        review,
        at: ASKED_AT + nth * MINUTE,
        deadline: ASKED_AT + 90 * MINUTE + nth,
        subject: { kind: isLeft ? 'changeset' : 'session', id: null },
        type: isLeft ? 'onetime' : 'jit',
        accessDurationSeconds: 60,
        groups: ['banking'],
      }),
      review,
    );
    const head = await log.head();
    if (head !== null) await views.progress.waitFor(head, 10_000);
    return review;
  }

  const queriesOver = (read: Kysely<unknown>) =>
    reviewQueries(read, names, new RememberedTotals(() => null), {
      ...BOUNDS,
      few: -1,
      manyForMs: 0,
      tried: 3,
      walked: 6,
    });

  /** All pages of four; after each statement that looks for the end of a stretch somebody asks for more, at its front. */
  async function walked(
    viewer: Viewer,
    filter: PagedReviewFilter,
    sort: ReviewSort,
    meanwhile: () => Promise<unknown>,
  ) {
    const queries = queriesOver(afterEachEnd(database.read, meanwhile));
    const ids: string[] = [];
    let after: ReviewPlace | undefined;
    for (let pages = 0; pages < 50; pages += 1) {
      const page = { limit: 4, sort, ...(after !== undefined && { after }) };
      const { items, next } = await queries.page(viewer, filter, page);
      ids.push(...items.map(({ id }) => id));
      if (next === null) return ids;
      after = next;
    }
    throw new Error('the pages have no end');
  }

  it.each<[string, PagedReviewFilter, ReviewSort, number]>([
    ['newest first', { reviewType: 'onetime' }, 'newest', COUNT],
    ['by their deadlines', LEFT, 'deadline', -1],
    ['oldest first, that may be decided', { decidable: { at: ASKED_AT } }, 'oldest', -1],
  ])('leave out none that was there before: %s', async (_, filter, sort, front) => {
    const viewer = 'decidable' in filter ? bob : dave;
    const before = await walked(viewer, filter, sort, async () => undefined);
    expect(before).toHaveLength('decidable' in filter ? COUNT : COUNT / 2);
    let asked = 0;
    const ids = await walked(viewer, filter, sort, async () => {
      asked += 1;
      for (const nth of asked > 3 ? [] : [front, front]) await ask(nth, false);
    });
    expect(asked).toBeGreaterThan(3);
    expect(ids.filter((id) => before.includes(id))).toEqual(before);
  });

  it.each<[string, Viewer, PagedReviewFilter]>([
    ['what is left', dave, { reviewType: 'onetime' }],
    ['what may be decided', bob, { decidable: { at: ASKED_AT } }],
  ])('count as many as there were before, at least: %s', async (_, viewer, filter) => {
    let asked = 0;
    const meanwhile = async (): Promise<void> => {
      asked += 1;
      for (const nth of asked > 2 ? [] : [COUNT, COUNT]) await ask(nth, false);
    };
    const { count } = queriesOver(afterEachEnd(database.read, meanwhile));
    expect(await count(viewer, filter)).toBeGreaterThanOrEqual('decidable' in filter ? COUNT : COUNT / 2);
    expect(asked).toBeGreaterThan(1);
  });
});

/** What is read over it, with something that is done behind each statement that looks for the end of a stretch. */
function afterEachEnd(read: Kysely<unknown>, doIt: () => Promise<unknown>): Kysely<unknown> {
  const ends = new WeakSet<object>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      if (JSON.stringify(node).includes(' limit 1 offset ')) ends.add(queryId);
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      if (ends.has(queryId)) await doIt();
      return result;
    },
  };
  return read.withPlugin(plugin);
}

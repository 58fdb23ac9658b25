import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log } from '@countersign/event-store';
import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  mallory,
  MINUTE,
  olga,
  OTHER_WORKSPACE,
  person,
  reject,
  requested,
  revoke,
} from '@countersign/testing';
import { openViews } from './open-views';
import type { OpenedViews } from './open-views';
import { Recorder } from './recorder.spec-support';

let folder: string;
let store: EventStoreServer;
let log: Log;
let views: OpenedViews;
let recorder: Recorder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-views-'));
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  recorder = new Recorder(log);
  views = await openViews({ database: { file: join(folder, 'views.sqlite') }, log });
  views.start();
});
afterEach(async () => {
  await views.close();
  await log.close();
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

const level = async () => expect(await views.progress.waitForHead(10_000)).toBe(true);
const page = { limit: 50 };

describe('a review that was asked for and approved', () => {
  it('is read as its stream folds, by those who see it', async () => {
    const id = randomUUID();
    await recorder.record(requested({ review: id, groups: ['banking'] }), id);
    const { review } = await recorder.record(approve(bob, { note: 'fine' }), id);
    await level();
    for (const viewer of [alice, bob, dave, erin])
      expect(await views.reviews.byId(viewer, id)).toEqual(review);
    for (const viewer of [carol, mallory, { ...dave, workspace: OTHER_WORKSPACE }]) {
      expect(await views.reviews.byId(viewer, id)).toBeNull();
      expect(await views.reviews.list(viewer, {}, page)).toEqual([]);
      expect(await views.reviews.count(viewer, {})).toBe(0);
      expect(await views.reviews.ofSession(viewer, review.session)).toEqual([]);
      expect((await views.decisions.history(viewer, {}, { limit: 9, offset: 0 })).total).toBe(0);
    }
  });

  it('is work until it is remembered, and then its memories are its decision’s', async () => {
    const id = randomUUID();
    await recorder.record(requested({ review: id, groups: ['banking'] }), id);
    const approved = await recorder.record(approve(bob), id);
    await level();
    const source = approved.eventIds.at(-1) ?? '';
    const { crystallise } = views.reactions;
    // There is none to do before the views are live, which they are soon after they are at the head.
    let due = await crystallise.due(10);
    for (const end = Date.now() + 5_000; due === null && Date.now() < end; due = await crystallise.due(10))
      await nextTurn();
    expect(due).toMatchObject({
      work: [{ key: source, source, position: approved.position, review: approved.review, attempts: 0 }],
      nextInMs: null,
    });

    await recorder.remember(approved.review, source, ['first', 'second']);
    await level();
    expect(await crystallise.due(10)).toEqual({ work: [], nextInMs: null });
    const memories = await views.memories.ofSession(bob, approved.review.session);
    expect(memories.map(({ content }) => content)).toEqual(['first', 'second']);
    expect(await views.memories.ofSession(mallory, approved.review.session)).toEqual([]);
    const first = await views.memories.page(bob, approved.review.session, { limit: 1 });
    expect(first).toEqual({
      items: memories.slice(0, 1),
      next: { position: expect.anything() as object, ordinal: 0 },
    });
    const after = first.next ?? undefined;
    const second = { items: memories.slice(1), next: null };
    expect(await views.memories.page(bob, approved.review.session, { limit: 1, after })).toEqual(second);
    expect(await views.memories.page(bob, approved.review.session, { limit: 2, after })).toEqual(second);
    const { items } = await views.decisions.history(bob, {}, { limit: 9, offset: 0 });
    expect(items).toMatchObject([
      {
        number: 1,
        review: id,
        verdict: 'approve',
        userId: 'bob',
        memoryIds: memories.map((each) => each.id),
      },
    ]);
  });

  it('has no memory any more that was forgotten, in no view, and who may see it is told', async () => {
    const id = randomUUID();
    await recorder.record(requested({ review: id, groups: ['banking'] }), id);
    const { review, eventIds } = await recorder.record(approve(bob), id);
    const { memoryIds, position } = await recorder.remember(review, eventIds.at(-1) ?? '', ['one', 'two']);
    const [gone = '', kept = ''] = memoryIds;
    await level();
    const { session } = review;
    expect(await views.memories.byId(bob, session, gone)).toMatchObject({
      id: gone,
      content: 'one',
      review: id,
    });
    for (const viewer of [mallory, olga]) expect(await views.memories.byId(viewer, session, gone)).toBeNull();
    expect(await views.memories.byId(bob, 'another', gone)).toBeNull();

    await recorder.forget(review, gone, bob);
    await level();
    expect(await views.memories.byId(bob, session, gone)).toBeNull();
    expect(await views.memories.ofSession(bob, session)).toMatchObject([{ id: kept, content: 'two' }]);
    const { items } = await views.decisions.history(bob, {}, { limit: 9, offset: 0 });
    expect(items).toMatchObject([{ memoryIds: [kept] }]);
    const changes = views.changes.after(position, AbortSignal.timeout(5_000))[Symbol.asyncIterator]();
    expect((await changes.next()).value).toMatchObject({
      kind: 'memory-forgotten',
      session,
      review: id,
      memory: gone,
      audience: expect.arrayContaining([{ kind: 'group', value: 'banking' }]) as object,
    });
    await changes.return?.();
  });

  it('goes into the history once a decision, newest first, numbered by workspace', async () => {
    const [first, second, foreign] = [randomUUID(), randomUUID(), randomUUID()];
    const zoe = person('zoe', { workspace: OTHER_WORKSPACE, roles: ['admin'] });
    const yan = person('yan', { workspace: OTHER_WORKSPACE });
    await recorder.record(
      requested({ review: first, groups: ['banking'], labels: { module: 'forms' } }),
      first,
    );
    await recorder.record(requested({ review: second, groups: ['banking'] }), second);
    await recorder.record(requested({ review: foreign, actor: yan }), foreign);
    await recorder.record(approve(bob, { at: ASKED_AT + 1 * MINUTE }), first);
    await recorder.record(approve(zoe), foreign);
    await recorder.record(reject(bob, { at: ASKED_AT + 2 * MINUTE }), second);
    await recorder.record(revoke(bob, { at: ASKED_AT + 3 * MINUTE }), first);
    await level();
    const numbers = async (filter: Parameters<typeof views.decisions.history>[1], limit = 9, offset = 0) => {
      const { items, total } = await views.decisions.history(bob, filter, { limit, offset });
      return [items.map(({ number }) => number), total];
    };
    expect(await numbers({})).toEqual([[3, 2, 1], 3]);
    expect(await numbers({}, 1, 1)).toEqual([[2], 3]);
    expect(await numbers({ moduleName: 'forms' })).toEqual([[3, 1], 2]);
    expect(await numbers({ verdict: 'reject' })).toEqual([[2], 1]);
    expect(await numbers({ session: first })).toEqual([[3, 1], 2]);
    expect(await numbers({ userId: 'carol' })).toEqual([[], 0]);
    expect(await numbers({ from: ASKED_AT + 2 * MINUTE, to: ASKED_AT + 3 * MINUTE })).toEqual([[2], 1]);
    expect((await views.decisions.history(zoe, {}, { limit: 9, offset: 0 })).items).toMatchObject([
      { number: 1 },
    ]);
  });
});

describe('a list of reviews', () => {
  it('pages newest first without a gap, also among reviews of the same moment', async () => {
    const ids = Array.from({ length: 7 }, () => randomUUID());
    for (const [index, id] of ids.entries()) {
      await recorder.record(
        requested({ review: id, at: ASKED_AT + Math.floor(index / 3), session: 's' }),
        id,
      );
    }
    await level();
    const all = await views.reviews.list(bob, {}, page);
    expect(all.map(({ id }) => id)).toEqual(
      ids
        .map((id, index) => ({ id, at: Math.floor(index / 3) }))
        .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id),
    );
    const paged = [];
    for (let last = all[0]; last !== undefined;) {
      const { requestedAt, id } = last;
      const next = await views.reviews.list(bob, {}, { limit: 2, after: { requestedAt, id } });
      paged.push(...next);
      last = next.at(-1);
    }
    expect(paged).toEqual(all.slice(1));
    expect(await views.reviews.list(bob, {}, { limit: 2, offset: 3 })).toEqual(all.slice(3, 5));
    expect(await views.reviews.ofSession(bob, 's')).toEqual([...all].reverse());
    expect(await views.reviews.count(bob, {})).toBe(7);
  });

  it('filters by each of its columns', async () => {
    const [plain, full] = [randomUUID(), randomUUID()];
    await recorder.record(requested({ review: plain }), plain);
    await recorder.record(
      requested({
        review: full,
        subject: { kind: 'changeset', id: null },
        type: 'jit',
        accessDurationSeconds: 60,
        assignee: 'bob',
        links: { thread: 't', turn: null, toolCall: null, changeset: 'c' },
        actor: carol,
      }),
      full,
    );
    await recorder.record(approve(bob), full);
    await level();
    const filters = [
      { status: ['APPROVED'] },
      { status: ['APPROVED', 'REJECTED'] },
      { reviewType: 'jit' as const },
      { subjectKind: 'changeset' },
      { changeset: 'c' },
      { thread: 't' },
      { assignee: 'bob' },
      { requester: 'carol' },
    ];
    for (const filter of filters) {
      expect((await views.reviews.list(dave, filter, page)).map(({ id }) => id)).toEqual([full]);
      expect(await views.reviews.count(dave, filter)).toBe(1);
    }
    expect(await views.reviews.list(dave, { status: ['PENDING'], requester: 'carol' }, page)).toEqual([]);
  });
});

describe('what a session read showed', () => {
  it('is kept by principal and session, the last one only', async () => {
    expect(await views.shown.last(bob, 's')).toBeNull();
    await views.shown.remember(bob, 's', { review: 'one', digest: 'a' });
    await views.shown.remember(bob, 's', { review: 'two', digest: 'a' });
    await views.shown.remember(bob, 's', { review: 'two', digest: 'b' });
    await views.shown.remember(carol, 's', { review: 'three', digest: 'c' });
    expect(await views.shown.last(bob, 's')).toEqual({ review: 'two', digest: 'b' });
    expect(await views.shown.last(carol, 's')).toEqual({ review: 'three', digest: 'c' });
    expect(await views.shown.last({ ...bob, workspace: OTHER_WORKSPACE }, 's')).toBeNull();
  });
});

import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { memoryStream, openLog } from '@countersign/event-store';
import type { Log, Position } from '@countersign/event-store';
import { encodeMemoryEvent } from '@countersign/memory';
import type { Principal } from '@countersign/review';
import { alice, approve, ASKED_AT, bob, dave, reassign, requested, WORKSPACE } from '@countersign/testing';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import type { PagedReviewFilter } from '../contract';
import type { OpenedViews } from '../open-views';
import { Recorder } from '../recorder.spec-support';
import { viewsAt } from './history.spec-support';
import { random } from './made-up-log.spec-support';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const pick = random(SEED);
/** No database can make it shorter. */
const long = (): string => String.fromCharCode(...Array.from({ length: 2_000 }, () => 0x4e00 + pick(0x5000)));

const requester: Principal = { ...alice, id: long(), onBehalfOf: long() };
const approver: Principal = { ...bob, id: long(), groups: [long()], roles: [] };
const [session, thread, changeset, action, kind, moduleName, group, assignee] = [
  ...[long(), long(), long(), long()],
  ...[long(), long(), long(), long()],
] as [string, string, string, string, string, string, string, string];
const memoryIds = [long()];
const [inGroups, toOne] = [randomUUID(), randomUUID()];

let store: EventStoreServer;
let log: Log;
beforeAll(async () => {
  store = await startEventStore({ inMemory: true, maxAppendSize: 8 * 1024 * 1024 });
  log = openLog({ connectionString: store.connectionString });
  const recorder = new Recorder(log);
  const terms = {
    actor: requester,
    session,
    subject: { kind, id: null },
    action,
    links: { thread, turn: null, toolCall: null, changeset },
    labels: { module: moduleName },
  };
  const groups = [...approver.groups, group];
  await recorder.record(requested({ ...terms, review: inGroups, groups, assignee }), inGroups);
  await recorder.record(approve(approver), inGroups);
  await recorder.record(requested({ ...terms, review: toOne, groups: [], assignee: long() }), toOne);
  await recorder.record(reassign(dave, assignee), toOne);
  const kept = encodeMemoryEvent({
    type: 'MemoriesCrystallised',
    at: ASKED_AT,
    workspace: WORKSPACE,
    session: 'short',
    review: inGroups,
    source: long(),
    runId: long(),
    memoryIds,
    personal: { contents: ['one'] },
  });
  await recorder.raw(memoryStream(WORKSPACE, 'short'), WORKSPACE, [kept]);
});
afterAll(async () => {
  await log.close();
  await store.stop();
});

describeOnDatabases(`names longer than an index takes (SEED=${SEED})`, (databases) => {
  let views: OpenedViews;
  beforeAll(async () => {
    const head = (await log.head()) as Position;
    views = await viewsAt(head, { database: await databases().fresh(), log });
  });
  afterAll(() => views.close());

  const found = async (viewer: Principal, filter: PagedReviewFilter) => {
    const { items } = await views.reviews.page(viewer, filter, { limit: 9 });
    return items.map(({ id }) => id).sort();
  };
  const both = [inGroups, toOne].sort();

  it('stop and park nothing', async () => {
    const [status] = await views.status();
    expect(status).toMatchObject({ state: 'live', parked: [] });
  });

  it.each<[string, PagedReviewFilter, string[]]>([
    ['sessions', { session }, both],
    ['threads', { thread }, both],
    ['changesets', { changeset }, both],
    ['actions', { action }, both],
    ['kinds', { subjectKind: kind }, both],
    ['requesters', { requester: requester.id }, both],
    ['assignees', { assignee }, both],
    ['labels', { labels: [['module', moduleName]] }, both],
    ['groups', { group }, [inGroups]],
    ['nothing else', { group: `${group.slice(0, -1)}?` }, []],
  ])('are found as %s', async (_, filter, expected) => {
    expect(await found(dave, filter)).toEqual(expected);
  });

  it('give those sight who hold them', async () => {
    expect(await found(requester, { mine: true })).toEqual(both);
    expect(await found({ ...bob, id: requester.onBehalfOf ?? '', groups: [], roles: [] }, {})).toEqual(both);
    expect(await found(approver, {})).toEqual([inGroups]);
    const chosen = { ...bob, id: assignee, groups: [], roles: [] };
    expect(await found(chosen, { decidable: { at: ASKED_AT } })).toEqual([toOne]);
    expect(await found({ ...chosen, id: `${assignee.slice(0, -1)}?` }, {})).toEqual([]);
  });

  it('are whole in what is shown', async () => {
    expect(await views.reviews.byId(dave, toOne)).toMatchObject({ session, action, assignee });
    for (const filter of [{ moduleName }, { session }, { userId: approver.id }]) {
      const { items } = await views.decisions.history(dave, filter, { limit: 9, offset: 0 });
      expect(items).toMatchObject([{ session, moduleName, userId: approver.id }]);
    }
  });

  it('name memories', async () => {
    const [id = ''] = memoryIds;
    expect(await views.memories.byId(dave, 'short', id)).toMatchObject({ content: 'one' });
  });
});

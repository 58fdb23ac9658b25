import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { rulesStream, reviewStream } from '@countersign/event-store';
import type { LogEntry, Position, RecordedEvent } from '@countersign/event-store';
import { ASKED_AT, bob, requested, WORKSPACE } from '@countersign/testing';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import type { Fact, FactFilter, FactPage, FactQueries } from '../contract';
import { openDatabase } from '../database/open-database';
import { positionText } from '../database/position-text';
import { RowWriter } from '../database/row-writer';
import { tableNamesOf } from '../database/table';
import type { ViewsDatabase } from '../database/database';
import { Writes } from '../database/writes';
import { readModel } from '../read-model/read-model';
import { entriesOf, recordedHistory, viewsAt } from '../projector/history.spec-support';
import type { History } from '../projector/history.spec-support';
import { factQueries } from './fact-queries';
import { noteTime } from './fact-times-table';
import { factsTable } from './facts-table';

const FOREIGN = '00000000-0000-4000-8000-000000000001';

let history: History;
let head: Position;
const asked = randomUUID();
const longest = { ...bob, id: `b\0${'o'.repeat(5_000)}` };
let entries: readonly LogEntry[];
beforeAll(async () => {
  history = await recordedHistory(3);
  const { recorder, log } = history;
  await recorder.record(requested({ review: asked, actor: longest }), asked);
  await recorder.raw(rulesStream(WORKSPACE), WORKSPACE, [{ type: 'RulePondered\0', data: { by: 7 } }]);
  await recorder.raw(reviewStream(FOREIGN, FOREIGN), FOREIGN, [{ type: 'ReviewPondered', data: {} }]);
  head = (await log.head()) as Position;
  entries = await entriesOf(log, head);
}, 60_000);
afterAll(() => history.stop());

/** Parts of an event by which it is found, as the log alone says them. */
function parts({ stream, type, data, created }: RecordedEvent, sessions: Map<string, unknown>) {
  const [kind = '', rest = ''] = stream.split(/-(.*)/s);
  const [workspace, id] = rest.split('_');
  if (type === 'ReviewRequested') sessions.set(stream, data['session']);
  const by = data['by'];
  const [review, session] = kind === 'memory' ? [data['review'], id] : [id, sessions.get(stream)];
  const actor = typeof by === 'object' && by !== null ? (by as { id?: unknown }).id : by;
  return { workspace, kind, type, review, session, actor, at: (data['at'] ?? created) as number };
}

/** What all pages should hold, by the log alone. */
function naive({ types, from = 0, to = Infinity, ...equal }: FactFilter): string[] {
  const sessions = new Map<string, unknown>();
  return entries.flatMap((entry) => {
    if (entry.kind !== 'event') return [];
    const found = parts(entry.event, sessions);
    const isFound =
      found.workspace === WORKSPACE &&
      (types?.includes(found.type) ?? true) &&
      Object.entries(equal).every(([part, value]) => found[part as keyof typeof equal] === value) &&
      found.at >= from &&
      found.at < to;
    return isFound ? [entry.id] : [];
  });
}

describeOnDatabases('the facts of a workspace', (databases) => {
  let database: ViewsDatabase;
  let all: readonly Fact[];
  let queries: FactQueries;

  const names = tableNamesOf({ version: readModel.version, build: 1 });

  beforeAll(async () => {
    const address = await databases().fresh();
    await (await viewsAt(head, { database: address, log: history.log })).close();
    database = await openDatabase(address, 1_000);
    queries = factQueries(database.read, names);
    all = (await queries.page(WORKSPACE, {}, { limit: 1_000, direction: 'asc' })).items;
  }, 60_000);
  afterAll(() => database.close());

  const walk = async (filter: FactFilter, direction: FactPage['direction'], of = queries, limit = 3) => {
    const ids: string[] = [];
    for (let next: Position | null | undefined; next !== null;) {
      const place = next === undefined ? {} : direction === 'asc' ? { after: next } : { before: next };
      const page = await of.page(WORKSPACE, filter, { limit, direction, ...place });
      ids.push(...page.items.map(({ eventId }) => eventId));
      next = page.next;
    }
    return ids;
  };
  const filters = (): [string, FactFilter][] => {
    const of = (type: string) => all.find((fact) => fact.type === type) as Fact;
    const memory = of('MemoriesCrystallised');
    const review = memory.review as string;
    return [
      ['all', {}],
      ['one type', { types: ['ReviewRequested'] }],
      ['several types', { types: ['ReviewApproved', 'RejectionGiven', 'ReviewPondered'] }],
      ['a type and an actor', { types: ['ApprovalGiven'], actor: bob.id }],
      ['an actor', { actor: bob.id }],
      ['a review', { review }],
      ['a session', { session: memory.session as string }],
      ['a session and a review', { session: memory.session as string, review }],
      ['memories', { kind: 'memory' }],
      ['reviews alone', { kind: 'review', actor: bob.id }],
      ['a time', { from: ASKED_AT + 1, to: ASKED_AT + 60_001 }],
      ['nobody', { actor: 'nobody' }],
    ];
  };

  it('are one for every event of its own streams, whatever the views make of it', async () => {
    expect(all.map(({ eventId }) => eventId)).toEqual(naive({}));
    expect(all.at(-1)).toMatchObject({ kind: 'rules', type: 'RulePondered\u2400', actor: null, revision: 0 });
    expect(all.filter(({ type }) => type === 'ReviewPondered')).toHaveLength(1);
    const fromNow = all.every(({ recordedAt }) => Math.abs(recordedAt - Date.now()) < 3_600_000);
    expect(fromNow).toBe(true);
  });

  it('of a review all say its session, also what could not be applied', () => {
    const sessions = new Map<string, unknown>();
    const said = entries.flatMap((entry) => {
      if (entry.kind !== 'event') return [];
      const { workspace, session } = parts(entry.event, sessions);
      return workspace === WORKSPACE ? [session ?? null] : [];
    });
    // The id of a set of rules or keys is no session.
    const told = all.map(({ kind, session }, index) => (kind === 'rules' ? said[index] : session));
    expect(told).toEqual(said);
    expect(all.find(({ type }) => type === 'ReviewPondered')?.session).not.toBeNull();
  });

  it('are found by each filter, page after page, in both directions', async () => {
    for (const [name, filter] of filters()) {
      const expected = naive(filter);
      expect([name, await walk(filter, 'asc')]).toEqual([name, expected]);
      expect([name, await walk(filter, 'desc')]).toEqual([name, expected.toReversed()]);
      expect([name, expected.length > 0]).toEqual([name, name !== 'nobody']);
    }
  });

  it('are found on a later page where many are looked at in vain', async () => {
    const narrow = factQueries(database.read, names, 2);
    for (const [name, filter] of filters()) {
      const expected = naive(filter);
      expect([name, await walk(filter, 'asc', narrow, 2)]).toEqual([name, expected]);
      expect([name, await walk(filter, 'desc', narrow, 2)]).toEqual([name, expected.toReversed()]);
    }
  });

  const noting = (workspace: string) => async (type: string, position: number | bigint, at: number) => {
    const writes = new Writes();
    const place = positionText(BigInt(position) as Position);
    writes.put(factsTable, place, {
      ...{ workspace, position: place, event_id: `${position}`, type, at, recorded: at, revision: 0 },
      ...{ kind: 'review', beside: null, review: asked, session: null, actor: null },
    });
    noteTime(workspace, at, BigInt(position) as Position, writes);
    await database.transact(await new RowWriter(database.write, names).statements(writes));
  };

  it('of a time are looked for where they stand, however long the log is', async () => {
    const workspace = randomUUID();
    const note = noting(workspace);
    const HOUR = 3_600_000;
    const placeOf = (hour: number): bigint => BigInt(hour + 1) << 24n;
    for (let hour = 0; hour < 80; hour += 1) await note('ReviewApproved', placeOf(hour), hour * HOUR);
    const narrow = factQueries(database.read, names, 8);
    const found = async (filter: FactFilter, page: Pick<FactPage, 'direction' | 'after' | 'before'>) => {
      const { items, next } = await narrow.page(workspace, filter, { limit: 1, ...page });
      return [items.map(({ position }) => position), next];
    };
    const time = { from: 10 * HOUR, to: 11 * HOUR };
    const [only, early, late] = [placeOf(10), placeOf(20), placeOf(90)];
    for (const direction of ['asc', 'desc'] as const)
      expect(await found(time, { direction })).toEqual([[only], null]);
    for (const hour of [30, 48, 70]) {
      const [from, to] = [placeOf(hour), placeOf(hour - 1)];
      expect(await found({ from: hour * HOUR }, { direction: 'asc' })).toEqual([[from], from]);
      expect(await found({ to: hour * HOUR }, { direction: 'desc' })).toEqual([[to], to]);
      expect(await found({ from: HOUR, to: hour * HOUR }, { direction: 'desc' })).toEqual([[to], to]);
      expect(await found({ from: hour * HOUR, to: 79 * HOUR }, { direction: 'asc' })).toEqual([[from], from]);
    }
    expect(await found({ from: 80 * HOUR }, { direction: 'desc' })).toEqual([[], null]);
    expect(await found({ from: 9 * HOUR, to: 8 * HOUR }, { direction: 'desc' })).toEqual([[], null]);
    // Recorded late.
    await note('ReviewApproved', late, 20 * HOUR);
    const then = { from: 20 * HOUR, to: 20 * HOUR + 1 };
    expect((await found(then, { direction: 'asc' }))[0]).toEqual([early]);
    expect((await found(then, { direction: 'desc' }))[0]).toEqual([late]);
    expect((await found({ to: 30 * HOUR }, { direction: 'desc' }))[0]).toEqual([late]);
    expect(await found(then, { direction: 'desc', before: placeOf(21) as Position })).toEqual([
      [early],
      null,
    ]);
  });

  it('that are recorded while a page is looked for are on it or behind it', async () => {
    const workspace = randomUUID();
    const note = noting(workspace);
    // One is of the time, so that there is somewhere to look.
    await note('ReviewForced', 1, 0);
    for (let position = 2; position < 7; position += 1) await note('ReviewApproved', position, 0);
    await note('ReviewWithdrawn', 7, 1);
    // Behind the first rows that were looked at, in a later part of the log.
    const [late, later] = [(1n << 27n) + 8n, (1n << 27n) + 9n];
    let isAwaited = true;
    const between: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (!isAwaited || !result.rows.some((row) => 'place' in row)) return result;
        isAwaited = false;
        await note('ReviewForced', late, 1);
        await note('ReviewApproved', later, 1);
        return result;
      },
    };
    const queried = factQueries(database.read.withPlugin(between), names);
    const filter = { types: ['ReviewForced', 'ReviewApproved'], from: 1 };
    const page = { limit: 1, direction: 'asc' } as const;
    const first = await queried.page(workspace, filter, page);
    const second = await queried.page(workspace, filter, { ...page, after: first.next as Position });
    expect([...first.items, ...second.items].map(({ eventId }) => eventId)).toEqual(
      [late, later].map(String),
    );
  });

  it('take a name of any length, and of any characters', async () => {
    const found = await queries.page(WORKSPACE, { actor: longest.id }, { limit: 3, direction: 'asc' });
    expect(found).toMatchObject({ items: [{ review: asked, type: 'ReviewRequested' }], next: null });
  });
});

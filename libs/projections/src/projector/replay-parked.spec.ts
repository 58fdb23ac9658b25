import { randomUUID } from 'node:crypto';
import { CorruptStream, memoryStream, reviewStream } from '@countersign/event-store';
import type { Log, LogEntry, Position } from '@countersign/event-store';
import { encodeMemoryEvent } from '@countersign/memory';
import { alice, approve, bob, carol, requested, WORKSPACE } from '@countersign/testing';
import { counts } from '../../../testing/src/counts';
import { describeOnDatabases, describeOnSqlite } from '../../../testing/src/test-databases';
import { dumpTables } from '../dump-tables';
import { replayParked } from '../repairs';
import { delivering, project, recordedHistory, viewsAt } from './history.spec-support';
import type { History } from './history.spec-support';

let history: History;
beforeEach(async () => (history = await recordedHistory(3)), 60_000);
afterEach(() => history.stop());

const silent = { warn: () => undefined, error: () => undefined };
const repair = () => ({
  log: history.log,
  logger: silent,
  leaseMs: 300,
  signal: new AbortController().signal,
});

/** The log as a version sees it that cannot read some events yet. */
function unreadableFor(isUnreadable: (entry: LogEntry) => boolean): Log {
  const { log } = history;
  return {
    ...delivering(log, []),
    async *follow(options) {
      for await (const batch of log.follow(options)) {
        yield batch.map((entry): LogEntry => {
          if (entry.kind !== 'event' || !isUnreadable(entry)) return entry;
          const { id, stream, revision, position, type, created } = entry.event;
          const problem = 'this version cannot read it';
          const event = { id, stream, revision, position, type, created, problem };
          return { kind: 'unreadable', position, id, event };
        });
      }
    },
  };
}

const typeOf = (entry: LogEntry): string => (entry.kind === 'foreign' ? '' : entry.event.type);

counts(describeOnSqlite, describeOnDatabases)(
  'parked streams of each kind that a newer version can read',
  (databases) => {
    it.each([
      ['an amendment', (entry: LogEntry) => typeOf(entry) === 'ProposalAmended'],
      ['a request', (entry: LogEntry) => typeOf(entry) === 'ReviewRequested'],
      ['a decision', (entry: LogEntry) => typeOf(entry) === 'ApprovalGiven'],
      [
        'an outcome whose memories are known already',
        (entry: LogEntry) => typeOf(entry) === 'ReviewApproved',
      ],
      ['memories', (entry: LogEntry) => typeOf(entry) === 'MemoriesCrystallised'],
      ['a memory that is forgotten', (entry: LogEntry) => typeOf(entry) === 'MemoryForgotten'],
    ])(
      'come back, and the tables equal those of a version that could always read: %s',
      async (_, isUnreadable) => {
        const database = await databases().fresh();
        const { log, head } = history;
        const right = await project(head, { database: await databases().fresh(), log });
        expect(await project(head, { database, log: unreadableFor(isUnreadable) })).not.toBe(right);
        const { before, after } = await replayParked({ ...repair(), database });
        // Of the history itself, one stream is from the future.
        expect(before.length).toBeGreaterThan(after.length);
        expect(after.map(({ reason }) => reason)).toEqual([expect.stringContaining('ReviewPondered')]);
        expect(await dumpTables(database)).toBe(right);
      },
      60_000,
    );
  },
);

describeOnDatabases('parked streams that a newer version can read', (databases) => {
  it('come back through the gateway that is the writer, while it goes on', async () => {
    const { log, recorder, head } = history;
    const database = await databases().fresh();
    await project(head, { database, log: unreadableFor((entry) => typeOf(entry) === 'ProposalAmended') });
    const views = await viewsAt(head, { database, log });
    // All was there already, so that nothing of this had to wait for it.
    while ((await views.status())[0]?.role !== 'projecting') await new Promise(setImmediate);
    await replayParked({ ...repair(), database });
    const [status] = await views.status();
    expect(status?.parked).toHaveLength(1);
    expect(status?.role).toBe('projecting');
    const id = randomUUID();
    const { position } = await recorder.record(requested({ review: id }), id);
    expect(await views.progress.waitFor(position, 5_000)).toBe(true);
    await views.close();
    expect(await dumpTables(database)).toBe(
      await project(position, { database: await databases().fresh(), log }),
    );
  }, 60_000);

  it('come back for what was remembered under long names as well', async () => {
    const { log, recorder } = history;
    const [id, long] = [randomUUID(), '\u4e00'.repeat(2_000)];
    await recorder.record(requested({ review: id, groups: ['banking'] }), id);
    const { review, eventIds } = await recorder.record(approve(bob), id);
    const { workspace, session } = review;
    const kept = encodeMemoryEvent({
      ...{ type: 'MemoriesCrystallised', at: 1, workspace, session, review: id, runId: long },
      ...{ source: `${eventIds.at(-1)}${long}`, memoryIds: [`${long}1`], personal: { contents: ['one'] } },
    });
    const { position: head } = await recorder.raw(memoryStream(workspace, session), workspace, [kept]);
    const stream = reviewStream(WORKSPACE, id);
    const isOfReview = (entry: LogEntry) => entry.kind === 'event' && entry.event.stream === stream;
    const database = await databases().fresh();
    await project(head, { database, log: unreadableFor(isOfReview) });
    await replayParked({ ...repair(), database, streams: [stream] });
    expect(await dumpTables(database)).toBe(
      await project(head, { database: await databases().fresh(), log }),
    );
  }, 60_000);

  it('are parked again where they stop being readable, with the reason of that', async () => {
    const { log, recorder } = history;
    const id = randomUUID();
    const stream = reviewStream(WORKSPACE, id);
    const groups = ['banking', 'security'];
    await recorder.record(requested({ review: id, groups }), id);
    await recorder.record(approve(bob), id);
    await recorder.raw(stream, WORKSPACE, [{ type: 'ReviewPondered', data: { at: 1 } }]);
    await recorder.record(approve(carol), id);
    const head = (await log.head()) as Position;
    const database = await databases().fresh();
    const isFirst = (entry: LogEntry) =>
      entry.kind === 'event' && entry.event.stream === stream && entry.event.type === 'ReviewRequested';
    await project(head, { database, log: unreadableFor(isFirst) });
    const { before, after } = await replayParked({ ...repair(), database, streams: [stream] });
    expect(before.find((row) => row.stream === stream)?.reason).toBe('this version cannot read it');
    expect(after.find((row) => row.stream === stream)?.reason).toMatch(/ReviewPondered/);
    const views = await viewsAt(head, { database, log });
    expect(await views.reviews.byId(alice, id)).toMatchObject({ status: 'PENDING', revision: 1 });
    await views.close();
    expect(await dumpTables(database)).toBe(
      await project(head, { database: await databases().fresh(), log }),
    );
  }, 60_000);

  it('come back where the memories of their session cannot be read', async () => {
    const { log, recorder } = history;
    const id = randomUUID();
    const stream = reviewStream(WORKSPACE, id);
    await recorder.record(requested({ review: id, groups: ['banking'] }), id);
    const { review, position: head } = await recorder.record(approve(bob), id);
    const isOutcome = (entry: LogEntry) =>
      entry.kind === 'event' && entry.event.stream === stream && typeOf(entry) === 'ReviewApproved';
    const database = await databases().fresh();
    await project(head, { database, log: unreadableFor(isOutcome) });
    const memories = memoryStream(review.workspace, review.session);
    const corrupt: Log['readStream'] = (name, from, options) => {
      if (name === memories) throw new CorruptStream(name, 'revision 0: no envelope', 0n);
      return log.readStream(name, from, options);
    };
    const damaged = { ...unreadableFor(() => false), readStream: corrupt };
    const { after } = await replayParked({ ...repair(), log: damaged, database, streams: [stream] });
    expect(after.map((row) => row.stream)).not.toContain(stream);
    expect(await dumpTables(database)).toBe(
      await project(head, { database: await databases().fresh(), log }),
    );
  }, 60_000);
});

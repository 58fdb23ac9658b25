import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog, reviewStream } from '@countersign/event-store';
import type { Log, LogEntry, Position } from '@countersign/event-store';
import { approve, ASKED_AT, bob, carol, reject, requested, WORKSPACE } from '@countersign/testing';
import { dumpTables } from '../dump-tables';
import { openViews } from '../open-views';
import { rebuiltTables } from '../projections/every-projection';
import { Recorder } from '../recorder.spec-support';

let folder: string;
let store: EventStoreServer;
let log: Log;
let entries: LogEntry[];
let head: Position;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-views-'));
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  await recordHistory(new Recorder(log));
  head = (await log.head()) as Position;
  entries = [];
  const reading = new AbortController();
  for await (const batch of log.follow({ after: null, maxBatch: 500, signal: reading.signal })) {
    entries.push(...batch);
    if (entries.at(-1)?.position === head) break;
  }
}, 60_000);
afterAll(async () => {
  await log.close();
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Reviews that are asked for, amended, approved, rejected and remembered; one stream with an event of the future. */
async function recordHistory(recorder: Recorder): Promise<void> {
  const groups = ['banking', 'security'];
  for (let round = 0; round < 4; round += 1) {
    const [open, approved, rejected] = [randomUUID(), randomUUID(), randomUUID()];
    await recorder.record(requested({ review: open, groups }), open);
    await recorder.record(
      requested({ review: approved, groups, action: 'accept', session: `s${round}` }),
      approved,
    );
    await recorder.record(requested({ review: rejected }), rejected);
    await recorder.record(approve(bob, { amendments: { input: 'select 2' } }), approved);
    const settled = await recorder.record(approve(carol), approved);
    await recorder.record(reject(bob, { note: 'no' }), rejected);
    if (round > 1) await recorder.remember(settled.review, settled.eventIds.at(-1) ?? '', ['one', 'two']);
    if (round === 1) {
      const stream = reviewStream(WORKSPACE, open);
      await recorder.raw(stream, WORKSPACE, [{ type: 'ReviewPondered', data: { at: ASKED_AT } }]);
      await recorder.record(approve(bob), open);
    }
  }
}

function deferred() {
  let resolve: (message: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => (resolve = settle));
  return { promise, resolve };
}

const newFile = () => join(folder, `${randomUUID()}.sqlite`);

/** The same store, delivering what it is told to. */
function delivering(batches: readonly (readonly LogEntry[])[]): Log {
  return {
    append: () => Promise.reject(new Error('the read side never appends')),
    readStream: (stream, from) => log.readStream(stream, from),
    head: () => log.head(),
    entryAt: (position) => log.entryAt(position),
    noticePosition: () => undefined,
    close: () => Promise.resolve(),
    async *follow({ signal }) {
      for (const batch of batches) yield batch;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
}

async function project(from: Log, file = newFile(), maxBatch = 500): Promise<string> {
  const views = await openViews({ database: { file }, log: from, maxBatch });
  views.start();
  expect(await views.progress.waitFor(head, 20_000)).toBe(true);
  await views.close();
  return dumpTables(file);
}

describe('tables rebuilt from the log', () => {
  it('equal those that grew event by event, and over restarts', async () => {
    const atOnce = await project(log);
    expect(atOnce.split('\n').length).toBeGreaterThan(60);
    expect(await project(delivering(entries.map((entry) => [entry])))).toBe(atOnce);
    const file = newFile();
    for (let from = 0; from < entries.length; from += 9) {
      const some = entries.slice(from, from + 9);
      const views = await openViews({ database: { file }, log: delivering([some]) });
      views.start();
      expect(await views.progress.waitFor(some.at(-1)?.position as Position, 10_000)).toBe(true);
      await views.close();
    }
    expect(dumpTables(file)).toBe(atOnce);
  });

  it('are the same when everything is delivered again, old batches late', async () => {
    const once = await project(log);
    const batches: LogEntry[][] = [];
    for (let from = 0; from < entries.length; from += 5) {
      const batch = entries.slice(from, from + 5);
      batches.push(batch, batch, ...(from > 20 ? [entries.slice(from - 15, from)] : []));
    }
    expect(await project(delivering(batches))).toBe(once);
  });
});

describe('a crash after the k-th row of a batch', () => {
  it('leaves rows and checkpoint together, for every k', async () => {
    const whole = await project(log);
    const half = entries.slice(0, 15);
    const rest = entries.slice(half.length);
    const file = newFile();
    const first = await openViews({ database: { file }, log: delivering([half]) });
    first.start();
    expect(await first.progress.waitFor(half.at(-1)?.position as Position, 10_000)).toBe(true);
    await first.close();
    const before = dumpTables(file);
    const checkpoints = checkpointsIn(file);

    let rows = 0;
    for (let k = 1; ; k += 1) {
      plantFuse(file, k);
      const warned = deferred();
      const logger = { warn: (message: string) => warned.resolve(message), error: () => undefined };
      const views = await openViews({ database: { file }, log: delivering([rest]), logger });
      views.start();
      const reached = views.progress.waitFor(head, 10_000);
      const outcome = await Promise.race([warned.promise, reached]);
      if (outcome === true) {
        await views.close();
        removeFuse(file);
        break;
      }
      expect(outcome).toMatch(/fuse/);
      await views.close();
      removeFuse(file);
      expect(dumpTables(file)).toBe(before);
      expect(checkpointsIn(file)).toEqual(checkpoints);
      rows = k;
    }
    expect(rows).toBeGreaterThan(50);
    expect(dumpTables(file)).toBe(whole);
  }, 120_000);

  /** Makes the k-th row written from now on fail, together with its transaction. */
  function plantFuse(file: string, k: number): void {
    withFile(file, (connection) => {
      connection.exec(`create table fuse (rows integer); insert into fuse values (${k})`);
      for (const { name } of rebuiltTables) {
        for (const change of ['insert', 'update', 'delete']) {
          connection.exec(`create trigger fuse_${name}_${change} after ${change} on ${name} begin
            update fuse set rows = rows - 1;
            select raise(abort, 'the fuse blew') where (select rows from fuse) = 0; end`);
        }
      }
    });
  }
  function removeFuse(file: string): void {
    withFile(file, (connection) => {
      for (const { name } of rebuiltTables) {
        for (const change of ['insert', 'update', 'delete'])
          connection.exec(`drop trigger fuse_${name}_${change}`);
      }
      connection.exec('drop table fuse');
    });
  }
});

function withFile<T>(file: string, use: (connection: Sqlite.Database) => T): T {
  const connection = new Sqlite(file);
  try {
    return use(connection);
  } finally {
    connection.close();
  }
}
function checkpointsIn(file: string): unknown[] {
  return withFile(file, (connection) =>
    connection.prepare('select name, version, position, event_id from checkpoints order by name').all([]),
  );
}

describe('a stream with an event that cannot be read', () => {
  it('is parked and named, while others go on and decisions keep their numbers', async () => {
    const file = newFile();
    const views = await openViews({ database: { file }, log });
    views.start();
    expect(await views.progress.waitFor(head, 10_000)).toBe(true);
    const [status] = await views.status();
    expect(status?.parked).toMatchObject([{ reason: expect.stringContaining('ReviewPondered') as string }]);
    const parkedReview = status?.parked[0]?.stream.split('_')[1] ?? '';
    expect(await views.reviews.byId(bob, parkedReview)).toMatchObject({ status: 'PENDING', revision: 0 });
    const { items } = await views.decisions.history(bob, {}, { limit: 100, offset: 0 });
    // The seventh decision stands behind the event that could not be read.
    expect(items.map(({ number }) => number)).toEqual([13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1]);
    await views.close();
    const again = await openViews({ database: { file }, log });
    again.start();
    expect(await again.progress.waitForHead(10_000)).toBe(true);
    await again.close();
  });

  it('is parked when a revision is missing', async () => {
    const review = entries.findIndex(
      (entry) => entry.kind === 'event' && entry.event.type === 'ProposalAmended',
    );
    const file = newFile();
    const views = await openViews({ database: { file }, log: delivering([entries.toSpliced(review, 1)]) });
    views.start();
    expect(await views.progress.waitFor(head, 10_000)).toBe(true);
    const [status] = await views.status();
    expect(status?.parked.map(({ reason }) => reason)).toContain('revision 2 came where 1 was due');
    await views.close();
  });
});

describe('another store behind the checkpoint', () => {
  it('stops the views with a clear message, and nothing is skipped', async () => {
    const file = newFile();
    const before = await project(log, file);
    const other = await startEventStore({ inMemory: true });
    const otherLog = openLog({ connectionString: other.connectionString });
    const reason = deferred();
    const logger = { warn: () => undefined, error: (message: string) => reason.resolve(message) };
    const views = await openViews({ database: { file }, log: otherLog, logger });
    views.start();
    expect(await reason.promise).toMatch(/another store or was restored/);
    expect(await views.status()).toMatchObject([{ state: 'stopped' }, {}, {}, {}, {}]);
    expect(await views.progress.waitFor((head + 1n) as Position, 10_000)).toBe(false);
    await views.close();
    await otherLog.close();
    await other.stop();
    expect(dumpTables(file)).toBe(before);
  });

  it('stops the views when a checkpoint is lost', async () => {
    const file = newFile();
    await project(log, file);
    withFile(file, (connection) => connection.exec("delete from checkpoints where name = 'audience'"));
    const reason = deferred();
    const logger = { warn: () => undefined, error: (message: string) => reason.resolve(message) };
    const views = await openViews({ database: { file }, log, logger });
    views.start();
    expect(await reason.promise).toMatch(/checkpoint of audience .* is lost/);
    await views.close();
  });

  it('stops the views when somebody else moved the checkpoint', async () => {
    const file = newFile();
    const half = entries.slice(0, 10);
    const reason = deferred();
    const logger = { warn: () => undefined, error: (message: string) => reason.resolve(message) };
    const meddling = delivering([]);
    const views = await openViews({
      database: { file },
      logger,
      log: {
        ...meddling,
        async *follow() {
          yield half;
          withFile(file, (connection) => connection.exec("update checkpoints set position = '7'"));
          yield entries.slice(10);
        },
      },
    });
    views.start();
    expect(await reason.promise).toMatch(/somebody else moved it/);
    await views.close();
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendOutcome, Expectation } from './log/expectation';
import { AppendQueue } from './log/append-queue';
import { openFolder, openMemory } from './log/database';
import { EventLog } from './log/log';
import { newEventId } from './log/stream-metadata';
import { startEventStore } from './start';
import { WireClient, batchRequest, newStream } from './wire-client.spec.contract';

/** Section 2.13: what cannot be written is not acknowledged, and a disk that has room again is written to again. */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-full-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a log that has no room', () => {
  it('knows nothing of a commit that was not made, streams and metadata among it', () => {
    const connections = openFolder(folder);
    const log = new EventLog(connections);
    const noticed: boolean[] = [];
    const broken: Error[] = [];
    const queue = new AppendQueue(log, {
      onFailure: (error) => broken.push(error),
      onDiskFull: (isFull) => noticed.push(isFull),
    });
    const write = (
      stream: string,
      data: string,
      type = 't',
      expected: Expectation = 'any',
    ): AppendOutcome | 'failed' => {
      let answer: AppendOutcome | 'failed' = 'failed';
      queue.add({
        stream,
        expected,
        events: [
          { id: newEventId(), type, isJson: true, data: Buffer.from(data), metadata: Buffer.alloc(0) },
        ],
        isDropped: () => false,
        done: (outcome) => (answer = outcome),
        dropped: () => undefined,
        failed: () => undefined,
      });
      queue.flush();
      return answer;
    };
    const limit = (pages: number): unknown => connections.writer.exec(`PRAGMA max_page_count = ${pages}`);
    expect(write('one', '{}')).toMatchObject({ kind: 'success', revision: 0 });
    const { end } = log;
    limit(1);
    expect(write('one', `"${'x'.repeat(100_000)}"`)).toBe('failed');
    expect(write('$$one', `{"$maxCount":1,"x":"${'x'.repeat(100_000)}"}`, '$metadata')).toBe('failed');
    expect(write('other', `"${'x'.repeat(100_000)}"`)).toBe('failed');
    expect([log.end, log.stream('one').last, log.stream('other').key]).toEqual([end, 0, 0]);
    expect(log.stream('one').metadata.maxCount).toBeUndefined();
    // Which needs no room, and so says nothing of it.
    expect(write('one', '{}', 't', 'no_stream')).toMatchObject({ kind: 'wrong-expected-version' });
    expect(noticed).toEqual([true]);
    limit(1_000_000);
    expect(write('other', '{}')).toMatchObject({ kind: 'success', revision: 0, position: end });
    expect(write('one', '{}')).toMatchObject({ kind: 'success', revision: 1 });
    expect(log.reader.all(0, false, 10)).toHaveLength(3);
    expect([noticed, broken]).toEqual([[true, false], []]);
    log.close();
  });
});

describe('a write that fails by a fault of the store', () => {
  it('is not recorded, is told with its cause, costs the others of its commit nothing, and ends nothing', () => {
    const log = new EventLog(openMemory());
    const broken: Error[] = [];
    const faults: unknown[] = [];
    const queue = new AppendQueue(log, {
      onFailure: (error) => broken.push(error),
      onFault: (cause) => faults.push(cause),
    });
    const answers: string[] = [];
    const nothing = Buffer.alloc(0);
    const write = (stream: string, fault?: Error): void =>
      queue.enqueue(
        (open, now) => {
          const event = { id: newEventId(), type: 't', isJson: true, data: nothing, metadata: nothing };
          open.append(stream, 'any', [event], now);
          if (fault) throw fault;
        },
        {
          isDropped: () => false,
          done: () => void answers.push(`${stream} done`),
          dropped: () => undefined,
          failed: (why) => void answers.push(`${stream} ${why}`),
        },
      );
    const [first, second] = [new RangeError('a fault'), new TypeError('another')];
    write('one');
    write('two', first);
    write('three');
    write('four', second);
    queue.flush();
    expect(answers).toEqual(['two fault', 'four fault', 'one done', 'three done']);
    expect(['one', 'two', 'three', 'four'].map((stream) => log.stream(stream).last)).toEqual([0, -1, 0, -1]);
    expect([broken, faults]).toEqual([[], [first, second]]);
    log.close();
  });

  it('is decided a few times at most, however many others fail with it', () => {
    const log = new EventLog(openMemory());
    const queue = new AppendQueue(log);
    let decided = 0;
    let failed = 0;
    for (let at = 0; at < 2000; at++)
      queue.enqueue(
        () => {
          decided++;
          if (at % 2 === 1) throw new RangeError('a fault');
        },
        {
          isDropped: () => false,
          done: () => undefined,
          dropped: () => undefined,
          failed: () => failed++,
        },
      );
    queue.flush();
    expect(failed).toBe(1000);
    expect(decided).toBeLessThanOrEqual(4000);
    log.close();
  });

  it('is an internal error to its caller, alone in its batch, and printed some times a minute', async () => {
    const store = await startEventStore({ inMemory: true });
    const client = new WireClient(store.port);
    const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const append = jest.spyOn(EventLog.prototype, 'append');
    const fault = new RangeError('a fault');
    try {
      append.mockImplementationOnce(() => {
        throw fault;
      });
      const answer = await client.append(newStream(), [{}]);
      expect('failed' in answer && answer.failed).toMatch(/^13 /);
      append.mockImplementation(function (this: EventLog, ...[stream]) {
        if (stream !== 'good') throw fault;
        return { kind: 'success', revision: 0, position: 0 };
      });
      const streams = [...Array<string>(20).fill('bad'), 'good'];
      const replies = await client.batch(streams.map((stream) => batchRequest({ stream, events: [{}] })));
      expect(replies.filter(({ answer }) => 'ok' in answer)).toHaveLength(1);
      expect(replies).toHaveLength(21);
      expect(
        printed.mock.calls.filter(([text]) => String(text).includes('RangeError: a fault')),
      ).toHaveLength(10);
    } finally {
      append.mockRestore();
      printed.mockRestore();
      client.close();
      await store.stop();
    }
  });
});

describe('a store on a disk that is full', () => {
  const mounted = (): boolean =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).status === 0;

  it('answers UNAVAILABLE, serves readers, starts, and takes appends again by itself once there is room', async () => {
    if (!mounted()) {
      process.stderr.write('NOT RUN: a full disk; no tmpfs can be mounted here.\n');
      return;
    }
    try {
      const ballast = join(folder, 'ballast');
      writeFileSync(ballast, Buffer.alloc(1_500_000));
      const acknowledged: string[] = [];
      let store = await startEventStore({ dataDir: join(folder, 'log') });
      let client = new WireClient(store.port);
      const event = { data: Buffer.alloc(50_000), contentType: 'application/octet-stream' };
      const append = async (): Promise<string> => {
        const stream = newStream();
        const answer = await client.append(stream, [event], 'no_stream');
        if ('ok' in answer) acknowledged.push(stream);
        return 'failed' in answer ? answer.failed : 'ok';
      };
      let answer = 'ok';
      while (answer === 'ok') answer = await append();
      expect(answer).toMatch(/^14 /);
      expect(await append()).toMatch(/^14 /);
      for (const stream of acknowledged) expect(await client.read({ stream })).toHaveLength(1);
      client.close();
      store.kill();
      store = await startEventStore({ dataDir: join(folder, 'log') });
      client = new WireClient(store.port);
      for (const stream of acknowledged) expect(await client.read({ stream })).toHaveLength(1);
      expect(await append()).toMatch(/^14 /);
      rmSync(ballast);
      expect(await append()).toBe('ok');
      client.close();
      await store.stop();
      const next = await startEventStore({ dataDir: join(folder, 'log') });
      const reader = new WireClient(next.port);
      for (const stream of acknowledged) expect(await reader.read({ stream })).toHaveLength(1);
      reader.close();
      await next.stop();
    } finally {
      // The database lets go of its files when their statements are collected.
      spawnSync('umount', ['-l', folder]);
    }
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendOutcome } from './log/expectation';
import { AppendQueue } from './log/append-queue';
import { openFolder, openMemory } from './log/database';
import { EventLog } from './log/log';
import { newEventId } from './log/stream-metadata';
import { startEventStore } from './start';
import { WireClient, newStream } from './wire-client.spec.contract';

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
    const queue = new AppendQueue(
      log,
      () => undefined,
      (error) => broken.push(error),
      (isFull) => noticed.push(isFull),
    );
    const write = (stream: string, data: string, type = 't'): AppendOutcome | 'failed' => {
      let answer: AppendOutcome | 'failed' = 'failed';
      queue.add({
        stream,
        expected: 'any',
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
    limit(1_000_000);
    expect(write('other', '{}')).toMatchObject({ kind: 'success', revision: 0, position: end });
    expect(write('one', '{}')).toMatchObject({ kind: 'success', revision: 1 });
    expect(log.reader.all(0, false, 10)).toHaveLength(3);
    expect([noticed, broken]).toEqual([[true, false], []]);
    log.close();
  });
});

describe('a write that fails by a fault of the store', () => {
  it('is not recorded, costs the others of its commit nothing, and ends nothing', () => {
    const log = new EventLog(openMemory());
    const broken: Error[] = [];
    const queue = new AppendQueue(
      log,
      () => undefined,
      (error) => broken.push(error),
    );
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
          failed: () => void answers.push(`${stream} failed`),
        },
      );
    write('one');
    write('two', new RangeError('a fault'));
    write('three');
    queue.flush();
    expect(answers).toEqual(['two failed', 'one done', 'three done']);
    expect(['one', 'two', 'three'].map((stream) => log.stream(stream).last)).toEqual([0, -1, 0]);
    expect(broken).toEqual([]);
    log.close();
  });
});

describe('a store on a disk that is full', () => {
  const mounted = (): boolean =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).status === 0;

  it('answers UNAVAILABLE, serves readers, and takes appends again by itself once there is room', async () => {
    if (!mounted()) {
      process.stderr.write('NOT RUN: a full disk; no tmpfs can be mounted here.\n');
      return;
    }
    try {
      const ballast = join(folder, 'ballast');
      writeFileSync(ballast, Buffer.alloc(1_500_000));
      const acknowledged: string[] = [];
      const store = await startEventStore({ dataDir: join(folder, 'log') });
      const client = new WireClient(store.port);
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

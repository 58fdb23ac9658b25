import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendQueue } from './log/append-queue';
import { openFolder } from './log/database';
import { EventLog } from './log/log';
import { newEventId } from './log/stream-metadata';

/** A power cut leaves any beginning of the write-ahead log: every commit in it is whole, or not there. */
const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
const COMMITS = 8;
const EVENTS_EACH = 3;
const WAL_HEADER = 32;
const FRAME = 24 + 4096;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-cut-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function opened(dataDir: string) {
  const connections = openFolder(dataDir);
  connections.writer.exec('PRAGMA wal_autocheckpoint = 0');
  const log = new EventLog(connections);
  const queue = new AppendQueue(log, {
    onFailure: (error) => {
      throw error;
    },
  });
  return { log, queue };
}

/** One commit, of several events; nothing is said before it is synced. */
function append(queue: AppendQueue, stream: string): boolean {
  let isAcknowledged = false;
  const event = { type: 't', isJson: true, data: Buffer.alloc(700, '1'), metadata: Buffer.alloc(0) };
  queue.add({
    stream,
    expected: 'no_stream',
    events: Array.from({ length: EVENTS_EACH }, () => ({ ...event, id: newEventId() })),
    isDropped: () => false,
    done: ({ kind }) => (isAcknowledged = kind === 'success'),
    dropped: () => undefined,
    failed: () => undefined,
  });
  queue.flush();
  return isAcknowledged;
}

describe(`section 2.13: a write-ahead log that is cut (TEST_SEED=${SEED})`, () => {
  it('opens with every commit that was whole and nothing of the others, at frame boundaries +-1 and 50 random places', () => {
    const source = join(folder, 'source');
    const { log, queue } = opened(source);
    const ends: number[] = [];
    for (let commit = 0; commit < COMMITS; commit++) {
      expect(append(queue, `s-${commit}`)).toBe(true);
      ends.push(statSync(join(source, 'log.db-wal')).size);
    }
    const wal = readFileSync(join(source, 'log.db-wal'));
    const base = join(folder, 'base.db');
    copyFileSync(join(source, 'log.db'), base);
    log.close();

    // Before the first commit the tables themselves are made.
    const first = (ends[0] as number) - FRAME;
    const boundaries: number[] = [];
    for (let at = WAL_HEADER; at <= wal.length; at += FRAME)
      if (at >= first) boundaries.push(at - 1, at, at + 1);
    const random = numbers(SEED);
    const places = Array.from({ length: 50 }, () => first + (random() % (wal.length - first)));
    for (const [index, cut] of [...boundaries, ...places].entries()) {
      const dataDir = join(folder, `cut-${index}`);
      mkdirSync(dataDir);
      copyFileSync(base, join(dataDir, 'log.db'));
      writeFileSync(join(dataDir, 'log.db-wal'), wal.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut).length;
      const again = opened(dataDir);
      const found = again.log.reader.all(0, false, 1000);
      expect([cut, found.length]).toEqual([cut, whole * EVENTS_EACH]);
      expect(found.map(({ revision }) => revision)).toEqual(found.map((_, at) => at % EVENTS_EACH));
      if (whole < COMMITS) expect(again.log.stream(`s-${whole}`).key).toBe(0);
      expect(append(again.queue, `s-${whole}`)).toBe(true);
      again.log.close();
      rmSync(dataDir, { recursive: true });
    }
  });
});

/** The same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

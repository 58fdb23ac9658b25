import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreUnavailable } from '@countersign/event-store';
import type { LogEntry, Position } from '@countersign/event-store';
import { counts } from '../../../testing/src/counts';
import { describeOnSqlite, describePostgres, type TestDatabases } from '../../../testing/src/test-databases';
import { dumpTables } from '../dump-tables';
import { openViews } from '../open-views';
import { madeUpEntries, random } from '../projector/made-up-log.spec-support';
import { GrowingLog } from './growing-log.spec-support';
import { replayViews } from './replay-views';
import type { ReplayTarget } from './place-at';

jest.setTimeout(120_000);

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const EVENTS = counts(800, 20_000);

const entries = madeUpEntries(EVENTS, SEED);
const { log } = new GrowingLog(entries);
const { signal } = new AbortController();

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'countersign-replays-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Delivers what it has at first, and answers nothing any more. */
function goingAway(): typeof log {
  const has = new GrowingLog(entries, entries.length - 1).log;
  let asked = 0;
  const head = async () => {
    if (asked > 0) throw new StoreUnavailable('the log cannot be read');
    asked += 1;
    return log.head();
  };
  return { ...has, head };
}

async function replayed(to: ReplayTarget) {
  const file = join(folder, 'replayed.sqlite');
  const place = await replayViews({ log, file, to, signal });
  const dump = await dumpTables({ file });
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${file}${end}`, { force: true })));
  return { place, dump };
}

/** So many different indexes of entries, in order, at least one of which is the last of its time. */
function moments(count: number): readonly number[] {
  const pick = random(SEED);
  const lasts = entries.flatMap((_, index) => (isLastOfItsTime(index) ? [index] : []));
  const chosen = new Set<number>([lasts[pick(lasts.length)] as number]);
  while (chosen.size < count) chosen.add(pick(entries.length));
  return [...chosen].sort((one, other) => one - other);
}

const createdOf = (entry: LogEntry | undefined): number | null =>
  entry === undefined || entry.kind === 'foreign' ? null : entry.event.created;

function isLastOfItsTime(index: number): boolean {
  const time = createdOf(entries[index]);
  return time !== null && entries.slice(index + 1).every((entry) => createdOf(entry) !== time);
}

function replaysEqual(databases: () => TestDatabases, count: number): void {
  it(`equals what the live views showed at ${count} moments (SEED=${SEED})`, async () => {
    const growing = new GrowingLog(entries, 0);
    const database = await databases().fresh();
    const views = await openViews({ database, log: growing.log });
    views.start();
    const timed: number[] = [];
    for (const index of moments(count)) {
      growing.growTo(index + 1);
      const position = entries[index]?.position as Position;
      expect(await views.progress.waitFor(position, 20_000)).toBe(true);
      const live = await dumpTables(database);
      const { place, dump } = await replayed(position);
      expect(place).toMatchObject({ position, eventId: entries[index]?.id });
      expect(place.events).toBe(entries.slice(0, index + 1).filter(({ kind }) => kind !== 'foreign').length);
      expect(dump === live).toBe(true);
      const time = createdOf(entries[index]);
      if (time === null || !isLastOfItsTime(index) || timed.length === Math.ceil(count / 5)) continue;
      timed.push(time);
      const byTime = await replayed({ time: time + (timed.length % 2) * 999 });
      expect(byTime.place).toMatchObject({ position, time });
      expect(byTime.dump === live).toBe(true);
    }
    await views.close();
    expect(timed.length).toBeGreaterThan(0);
  });
}

describeOnSqlite('a replay to a place', (databases) => replaysEqual(databases, 50));
describePostgres('a replay to a place', (databases) => replaysEqual(databases, counts(5, 50)));

describe('a replay', () => {
  it('of the time before the first event is empty', async () => {
    const { place, dump } = await replayed({ time: 0 });
    expect([place, dump]).toEqual([{ position: null, eventId: null, events: 0, time: null }, '']);
  });

  it('stands behind the last event of a time, also where the store set its clock back', async () => {
    const last = entries.findLastIndex(({ kind }) => kind === 'event');
    const set = entries.map((entry, index): LogEntry => {
      if (entry.kind !== 'event') return entry;
      return { ...entry, event: { ...entry.event, created: index === last ? 1_000 : 2_000 } };
    });
    const file = join(folder, 'back.sqlite');
    const place = await replayViews({ log: new GrowingLog(set).log, file, to: { time: 1_500 }, signal });
    expect(place).toMatchObject({ position: set[last]?.position, time: 1_000 });
  });

  it('of a place between two entries stands at the one before', async () => {
    const position = entries[20]?.position ?? 0n;
    expect((await replayed((position + 1n) as Position)).place.position).toBe(position);
  });

  it('refuses a place that the log has not reached, and leaves no file', async () => {
    const beyond = ((entries.at(-1)?.position ?? 0n) + 1n) as Position;
    await expect(replayed(beyond)).rejects.toMatchObject({ name: 'PlaceNotReached' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a file that exists, and leaves it as it is', async () => {
    const file = join(folder, 'there.sqlite');
    await writeFile(file, 'mine');
    await expect(replayViews({ log, file, to: null, signal })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(existsSync(file)).toBe(true);
  });

  it('makes a file that nobody else can read', async () => {
    const file = join(folder, 'own.sqlite');
    await replayViews({ log, file, to: entries[5]?.position as Position, signal });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('that is interrupted leaves no file', async () => {
    const interrupted = new AbortController();
    const replay = replayViews({
      log,
      file: join(folder, 'half.sqlite'),
      to: null,
      signal: interrupted.signal,
      onProgress: () => interrupted.abort(new Error('interrupted')),
    });
    await expect(replay).rejects.toThrow('interrupted');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a replay of a store that goes away', () => {
  it('ends with that, and leaves no file', async () => {
    const file = join(folder, 'replayed.sqlite');
    const patience = { everyMs: 5, patienceMs: 20 };
    const replay = replayViews({ log: goingAway(), file, to: null, signal, patience });
    await expect(replay).rejects.toThrow(StoreUnavailable);
    expect(await readdir(folder)).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import { openLog, reviewStream } from '@countersign/event-store';
import type { Log, LogEntry, Position } from '@countersign/event-store';
import { approve, ASKED_AT, bob, carol, reject, requested, WORKSPACE } from '@countersign/testing';
import { dumpTables } from '../dump-tables';
import { openViews } from '../open-views';
import type { OpenedViews, ViewsOptions } from '../open-views';
import { Recorder } from '../recorder.spec-support';

/** A store with a history in it, read once. */
export interface History {
  readonly log: Log;
  readonly recorder: Recorder;
  readonly connectionString: string;
  readonly entries: readonly LogEntry[];
  readonly head: Position;
  stop(): Promise<void>;
}

const DAY = 24 * 3_600_000;

/** Reviews that are asked for, amended, approved, rejected and remembered, a memory that is forgotten; one stream with an event of the future. */
export async function recordedHistory(rounds = 4): Promise<History> {
  const store = await startEventStore({ inMemory: true });
  const log = openLog({ connectionString: store.connectionString });
  const recorder = new Recorder(log);
  const groups = ['banking', 'security'];
  for (let round = 0; round < rounds; round += 1) {
    const [open, approved, rejected] = [randomUUID(), randomUUID(), randomUUID()];
    await recorder.record(requested({ review: open, groups, deadline: ASKED_AT + DAY }), open);
    await recorder.record(
      requested({
        review: approved,
        groups,
        action: 'accept',
        session: `s${round}`,
        deadline: ASKED_AT + DAY,
      }),
      approved,
    );
    await recorder.record(requested({ review: rejected }), rejected);
    await recorder.record(approve(bob, { amendments: { input: 'select 2' } }), approved);
    const settled = await recorder.record(approve(carol), approved);
    await recorder.record(reject(bob, { note: 'no' }), rejected);
    if (round > 1) {
      const { review, eventIds } = settled;
      const { memoryIds } = await recorder.remember(review, eventIds.at(-1) ?? '', ['one', 'two', 'three']);
      await recorder.forget(review, memoryIds[1] ?? '', bob);
    }
    if (round === 1) {
      const stream = reviewStream(WORKSPACE, open);
      await recorder.raw(stream, WORKSPACE, [{ type: 'ReviewPondered', data: { at: ASKED_AT } }]);
      await recorder.record(approve(bob), open);
    }
  }
  const head = (await log.head()) as Position;
  return {
    log,
    recorder,
    connectionString: store.connectionString,
    head,
    entries: await entriesOf(log, head),
    stop: async () => {
      await log.close();
      await store.stop();
    },
  };
}

export async function entriesOf(log: Log, head: Position): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const batch of log.follow({
    after: null,
    maxBatch: 500,
    signal: new AbortController().signal,
  })) {
    entries.push(...batch);
    if (entries.at(-1)?.position === head) break;
  }
  return entries;
}

/** The same store, delivering what it is told to. */
export function delivering(log: Log, batches: readonly (readonly LogEntry[])[]): Log {
  return {
    append: () => Promise.reject(new Error('the read side never appends')),
    readStream: (stream, from, options) => log.readStream(stream, from, options),
    readBackwards: (from, limit) => log.readBackwards(from, limit),
    head: () => log.head(),
    entryAt: (position) => log.entryAt(position),
    noticePosition: () => undefined,
    close: () => Promise.resolve(),
    async *follow({ signal }) {
      for (const batch of batches) {
        if (signal.aborted) return;
        yield batch;
      }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
}

/** Views that have come to a position. */
export async function viewsAt(
  position: Position,
  options: ViewsOptions,
  withinMs = 20_000,
): Promise<OpenedViews> {
  const views = await openViews({ leaseMs: 300, ...options });
  views.start();
  if (await views.progress.waitFor(position, withinMs)) return views;
  const status = await views.status();
  await views.close();
  throw new Error(`the views did not come to ${position}: ${JSON.stringify(status)}`);
}

/** Projects up to a position and says what the tables are then. */
export async function project(position: Position, options: ViewsOptions): Promise<string> {
  const views = await viewsAt(position, options);
  await views.close();
  return dumpTables(options.database, options.models?.at(-1));
}

export function deferred<T = string>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Hears the first error or warning. */
export function listening() {
  const warned = deferred();
  const failed = deferred();
  return {
    warned: warned.promise,
    failed: failed.promise,
    logger: { warn: warned.resolve, error: failed.resolve },
  };
}

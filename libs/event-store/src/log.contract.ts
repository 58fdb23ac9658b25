import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, type JSONEventData } from '@eventstore/db-client';
import type { StoredEvent } from './chain';
import { verifyChain } from './whole-chain.spec-support';
import { eventId } from './event-id';
import {
  CorruptStream,
  UnknownPosition,
  type AppendOutcome,
  type EventContext,
  type EventDraft,
  type Log,
  type LogEntry,
  type Position,
  type RecordedEvent,
  type StreamTip,
} from './log';
import { openLog } from './open-log';
import { Relay } from './relay.contract';
import { reviewStream } from './streams';

/** A running store, and how to end it if the suite started it. */
interface RunningStore {
  readonly connectionString: string;
  stop(): Promise<void>;
}

const workspace = randomUUID();
const aStream = (): string => reviewStream(workspace, randomUUID());

export function contextOf(commandId: string, requestDigest = `digest of ${commandId}`): EventContext {
  const links = { correlationId: randomUUID(), causationId: randomUUID(), traceparent: null };
  return { ...links, commandId, requestDigest, workspace, api: 'native' };
}

export function draftOf(stream: string, commandId: string, index = 0, note = `note ${index}`): EventDraft {
  return {
    id: eventId(stream, commandId, index),
    type: 'NoteTaken',
    data: { index, personal: { note, author: { name: 'Ann' } } },
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function appended(outcome: AppendOutcome): AppendOutcome & { readonly kind: 'appended' } {
  if (outcome.kind !== 'appended') throw new Error(`expected an appended event, got a ${outcome.kind}`);
  return outcome;
}

/** The events as the store has them, past the log. */
export async function stored(client: EventStoreDBClient, stream: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const { event } of client.readStream(stream)) {
    if (event === undefined) continue;
    const { id, revision, type, data, metadata } = event;
    events.push({ id, stream, revision, type, data, metadata });
  }
  return events;
}

/** Appends one command of one event after another, each behind the last. */
async function appendNotes(
  log: Log,
  stream: string,
  count: number,
  from: StreamTip | null = null,
): Promise<StreamTip> {
  let tip = from;
  for (let note = 0; note < count; note += 1) {
    const command = randomUUID();
    tip = appended(await log.append(stream, tip, [draftOf(stream, command)], contextOf(command))).tip;
  }
  if (tip === null) throw new Error('nothing was appended');
  return tip;
}

/** Follows until `isEnough`, then ends. */
export async function follow(
  log: Log,
  after: Position | null,
  isEnough: (entries: readonly LogEntry[]) => boolean,
  maxBatch = 100,
): Promise<LogEntry[]> {
  const stop = new AbortController();
  const entries: LogEntry[] = [];
  for await (const batch of log.follow({ after, maxBatch, signal: stop.signal })) {
    if (batch.length === 0 || batch.length > maxBatch) throw new Error(`a batch of ${batch.length}`);
    entries.push(...batch);
    if (isEnough(entries)) stop.abort();
  }
  return entries;
}

/**
 * What a store promises to the product, whichever it is. A shared one may hold anything else besides.
 *
 * The idempotency sequences are written as event stores usually write them: `0em1` is event 0 appended where no stream
 * is expected, `1e0` event 1 where revision 0 is the last, `S_..._E` one append of several events.
 */
export function describeLog(name: string, start: () => Promise<RunningStore>): void {
  describe(name, () => {
    let store: RunningStore;
    let client: EventStoreDBClient;
    let log: Log;

    beforeAll(async () => {
      store = await start();
      client = EventStoreDBClient.connectionString(store.connectionString);
      log = openLog({ connectionString: store.connectionString });
    });
    afterAll(async () => {
      await log.close();
      await client.dispose();
      await store.stop();
    });

    describe('a stream that was never written', () => {
      it('is empty in both directions', async () => {
        const stream = aStream();
        expect(await collect(log.readStream(stream))).toEqual([]);
        expect(await collect(log.readStream(stream, undefined, { direction: 'backwards' }))).toEqual([]);
      });

      it('takes its first events only where none are expected', async () => {
        const stream = aStream();
        const tip = { revision: 0n, hash: 'f'.repeat(64) };
        expect(await log.append(stream, tip, [draftOf(stream, 'c')], contextOf('c'))).toEqual({
          kind: 'conflict',
        });
        const first = appended(await log.append(stream, null, [draftOf(stream, 'c')], contextOf('c')));
        expect(first.tip.revision).toBe(0n);
      });
    });

    describe('an append of several events', () => {
      it('is read back as it was sent, each event behind the one before', async () => {
        const stream = aStream();
        const context = {
          ...contextOf('c'),
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        };
        const drafts = [draftOf(stream, 'c', 0), { ...draftOf(stream, 'c', 1), schemaVersion: 7 }];
        const outcome = appended(await log.append(stream, null, drafts, context));
        const events = await collect(log.readStream(stream));

        expect(events.map(({ id, type, data }) => ({ id, type, data }))).toEqual(
          drafts.map(({ id, type, data }) => ({ id, type, data })),
        );
        expect(events.map(({ revision }) => revision)).toEqual([0n, 1n]);
        const [first, second] = events as [RecordedEvent, RecordedEvent];
        expect(first.position < second.position).toBe(true);
        expect(outcome.position).toBe(second.position);
        expect(first.envelope).toMatchObject({ ...context, schemaVersion: 1, keyId: null, previous: null });
        expect(second.envelope).toMatchObject({
          ...context,
          schemaVersion: 7,
          previous: first.envelope.hash,
        });
        expect(outcome.tip).toEqual({ revision: 1n, hash: second.envelope.hash });
        expect(outcome.events.map(({ envelope }) => envelope)).toEqual(
          events.map(({ envelope }) => envelope),
        );
        expect(Math.abs(Date.now() - second.created)).toBeLessThan(60_000);
      });

      it('records all of them or none', async () => {
        const stream = aStream();
        await appendNotes(log, stream, 1);
        const three = [0, 1, 2].map((index) => draftOf(stream, 'late', index));
        expect(await log.append(stream, null, three, contextOf('late'))).toEqual({ kind: 'conflict' });
        expect(await collect(log.readStream(stream))).toHaveLength(1);
      });

      it('keeps every text as it is', async () => {
        const stream = aStream();
        const note = 'a\u0000b \u2028 \ud83d\ude00 e\u0301 \u202e "\\" <&>';
        await log.append(stream, null, [draftOf(stream, 'c', 0, note)], contextOf('c'));
        const [event] = await collect(log.readStream(stream));
        expect(event?.data).toEqual(draftOf(stream, 'c', 0, note).data);
        expect(verifyChain(await stored(client, stream))).toEqual({ ok: true });
      });
    });

    describe('an append whose expected revision is not the last', () => {
      it.each([-1n, 0n, 2n, 9n])('is a conflict at %s and records nothing', async (revision) => {
        const stream = aStream();
        await appendNotes(log, stream, 2);
        const tip = revision === -1n ? null : { revision, hash: 'f'.repeat(64) };
        expect(await log.append(stream, tip, [draftOf(stream, 'late')], contextOf('late'))).toEqual({
          kind: 'conflict',
        });
        expect(await collect(log.readStream(stream))).toHaveLength(2);
      });

      it('lets exactly one of many at once win', async () => {
        const stream = aStream();
        const tip = await appendNotes(log, stream, 1);
        const rivals = Array.from({ length: 16 }, (_, rival) => `rival ${rival}`);
        const outcomes = await Promise.all(
          rivals.map((rival) => log.append(stream, tip, [draftOf(stream, rival)], contextOf(rival))),
        );
        expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
        expect(await collect(log.readStream(stream))).toHaveLength(2);
        expect(verifyChain(await stored(client, stream))).toEqual({ ok: true });
      });
    });

    describe('the idempotency sequence', () => {
      it.each([
        ['0em1_1e0_2e1_3e2_4e3_5e4_0em1', 'absorbed', 6],
        ['0em1_1e0_2e1_3e2_4e3_5e4_3e2', 'absorbed', 6],
        ['0em1_1e0_2e1_3e2_4e3_5e4_0e5', 'written', 7],
        ['0em1_1e0_2e1_3e2_4e3_5e4_0e6', 'conflict', 6],
        ['0em1_1e0_2e1_3e2_4e3_5e4_0e4', 'conflict', 6],
        ['0em1_0e0', 'written', 2],
        ['0em1_0em1', 'absorbed', 1],
        ['0em1_1e0_2e1_1e0_1e0', 'absorbed', 3],
        ['S_0em1_1em1_E_S_0em1_E', 'absorbed', 2],
        ['S_0em1_1em1_E_S_0em1_1em1_E', 'absorbed', 2],
        ['S_0em1_1em1_E_S_1e0_E', 'absorbed', 2],
        ['S_0em1_1em1_E_S_0em1_1em1_2em1_E', 'conflict', 2],
        ['S_0em1_1em1_E_S_0em1_2em1_E', 'conflict', 2],
        ['0em1_1e0_S_1e0_2e0_E', 'conflict', 2],
      ] as const)('%s ends %s with %i events', async (sequence, ending, count) => {
        const stream = aStream();
        let last: AppendOutcome = { kind: 'conflict' };
        for (const { ids, expected } of stepsOf(sequence)) {
          const drafts = ids.map((id) => draftOf(stream, `command ${id}`));
          const tip = await tipAt(log, stream, expected);
          last = await log.append(stream, tip, drafts, contextOf('one', 'digest'));
        }
        const events = await collect(log.readStream(stream));
        expect(events).toHaveLength(count);
        expect(verifyChain(await stored(client, stream))).toEqual({ ok: true });
        if (ending === 'conflict') {
          expect(last).toEqual({ kind: 'conflict' });
        } else {
          const { tip, position } = appended(last);
          const recorded = events.find(({ revision }) => revision === tip.revision);
          expect(recorded).toMatchObject({ position, envelope: { hash: tip.hash } });
          expect(tip.revision === BigInt(count - 1) || ending === 'absorbed').toBe(true);
        }
      });
    });

    describe('an append under ids that are already there', () => {
      it.each([
        ['other data', 'digest', 'other'],
        ['another request', 'other', 'note'],
      ])('is a conflict with %s', async (_, digest, note) => {
        const stream = aStream();
        const first = [draftOf(stream, 'c', 0, 'note')];
        appended(await log.append(stream, null, first, contextOf('c', 'digest')));
        const again = [draftOf(stream, 'c', 0, note)];
        expect(await log.append(stream, null, again, contextOf('c', digest))).toEqual({ kind: 'conflict' });
        expect(await collect(log.readStream(stream))).toHaveLength(1);
      });

      it('is never continued where another process recorded the same command first', async () => {
        const other = openLog({ connectionString: store.connectionString });
        try {
          const stream = aStream();
          const drafts = [draftOf(stream, 'c')];
          await log.append(stream, null, drafts, contextOf('c'));
          const twin = appended(await other.append(stream, null, drafts, contextOf('c')));
          const next = [draftOf(stream, 'next')];
          await expect(other.append(stream, twin.tip, next, contextOf('next'))).rejects.toThrow(
            'another process recorded the same command first',
          );
          await appendNotes(other, stream, 1, await tipAt(other, stream, 0n));
          expect(verifyChain(await stored(client, stream))).toEqual({ ok: true });
        } finally {
          await other.close();
        }
      });
    });

    describe('a stream of ten events', () => {
      const stream = aStream();
      beforeAll(() => appendNotes(log, stream, 10));
      const read = async (from: bigint | undefined, direction: 'forwards' | 'backwards', limit?: number) => {
        const options = limit === undefined ? { direction } : { direction, limit };
        return (await collect(log.readStream(stream, from, options))).map(({ revision }) => Number(revision));
      };

      it('is paged forwards', async () => {
        expect(await read(undefined, 'forwards')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect(await read(0n, 'forwards', 4)).toEqual([0, 1, 2, 3]);
        expect(await read(4n, 'forwards', 4)).toEqual([4, 5, 6, 7]);
        expect(await read(8n, 'forwards', 4)).toEqual([8, 9]);
        expect(await read(10n, 'forwards', 4)).toEqual([]);
      });

      it('is paged backwards', async () => {
        expect(await read(undefined, 'backwards', 4)).toEqual([9, 8, 7, 6]);
        expect(await read(5n, 'backwards', 4)).toEqual([5, 4, 3, 2]);
        expect(await read(1n, 'backwards', 4)).toEqual([1, 0]);
        expect(await read(99n, 'backwards', 2)).toEqual([9, 8]);
      });

      it('may be left in the middle', async () => {
        for await (const event of log.readStream(stream)) {
          if (event.revision === 3n) break;
        }
        expect(await read(9n, 'forwards')).toEqual([9]);
      });
    });

    describe('the chain of a stream', () => {
      it('holds over the appends of several writers', async () => {
        const stream = aStream();
        const write = async (writer: number): Promise<void> => {
          for (let note = 0; note < 5; note += 1) {
            const command = `writer ${writer}, note ${note}`;
            const drafts = [draftOf(stream, command, 0), draftOf(stream, command, 1)];
            let outcome: AppendOutcome = { kind: 'conflict' };
            while (outcome.kind === 'conflict') {
              const [last] = await collect(
                log.readStream(stream, undefined, { direction: 'backwards', limit: 1 }),
              );
              const tip = last === undefined ? null : { revision: last.revision, hash: last.envelope.hash };
              outcome = await log.append(stream, tip, drafts, contextOf(command));
            }
          }
        };
        await Promise.all([0, 1, 2, 3].map(write));
        const events = await stored(client, stream);
        expect(events).toHaveLength(40);
        expect(new Set(events.map(({ id }) => id)).size).toBe(40);
        expect(verifyChain(events)).toEqual({ ok: true });
      });
    });

    describe('the whole log', () => {
      it('has its head at or behind the last append, and every event at its position', async () => {
        const stream = aStream();
        await appendNotes(log, stream, 2);
        const [first, second] = (await collect(log.readStream(stream))) as [RecordedEvent, RecordedEvent];
        const head = await log.head();
        expect(head !== null && head >= second.position).toBe(true);
        expect(await log.entryAt(first.position)).toEqual({
          kind: 'event',
          position: first.position,
          id: first.id,
          event: first,
        });
      });

      it('has nothing where no event begins', async () => {
        const stream = aStream();
        await appendNotes(log, stream, 1);
        const [event] = (await collect(log.readStream(stream))) as [RecordedEvent];
        expect(await log.entryAt((event.position + 1n) as Position)).toBeNull();
        expect(await log.entryAt((event.position + 1_000_000_000n) as Position)).toBeNull();
      });
    });

    describe('following', () => {
      it('brings what was there and what comes, in order and in batches', async () => {
        const stream = aStream();
        const before = await log.head();
        const tip = await appendNotes(log, stream, 25);
        let more: Promise<StreamTip> | undefined;
        const entries = await follow(
          log,
          before,
          (seen) => {
            more ??= appendNotes(log, stream, 25, tip);
            return revisionsOf(seen, stream).length >= 50;
          },
          7,
        );
        await more;
        expect(revisionsOf(entries, stream)).toEqual(Array.from({ length: 50 }, (_, revision) => revision));
        expect(isIncreasing(entries)).toBe(true);
      });

      it('starts behind the position that it is given', async () => {
        const stream = aStream();
        await appendNotes(log, stream, 3);
        const [, second] = (await collect(log.readStream(stream))) as [RecordedEvent, RecordedEvent];
        const entries = await follow(log, second.position, (seen) => revisionsOf(seen, stream).length >= 1);
        expect(revisionsOf(entries, stream)).toEqual([2]);
      });

      it('refuses a position that is not of this store', async () => {
        await appendNotes(log, aStream(), 1);
        const head = (await log.head()) as Position;
        const beyond = (head + 1_000_000_000n) as Position;
        await expect(follow(log, beyond, () => true)).rejects.toBeInstanceOf(UnknownPosition);
      });

      it('loses and doubles nothing while its connection breaks again and again', async () => {
        const relay = await Relay.to(store.connectionString);
        const follower = openLog({ connectionString: relay.connectionString, backoff: 5, backoffCap: 20 });
        try {
          const stream = aStream();
          const before = await log.head();
          const writing = appendNotes(log, stream, 300);
          let cuts = 0;
          const entries = await follow(
            follower,
            before,
            (seen) => {
              const count = revisionsOf(seen, stream).length;
              if (count >= (cuts + 1) * 25 && count < 300) {
                cuts += 1;
                relay.cut();
              }
              return count >= 300;
            },
            10,
          );
          await writing;
          expect(cuts).toBeGreaterThan(5);
          expect(revisionsOf(entries, stream)).toEqual(
            Array.from({ length: 300 }, (_, revision) => revision),
          );
          expect(isIncreasing(entries)).toBe(true);
        } finally {
          await follower.close();
          await relay.close();
        }
      });

      it('steps over the events of others and names those of ours that cannot be read', async () => {
        const foreign = `elsewhere-${randomUUID()}`;
        const stream = aStream();
        const before = await log.head();
        await appendNotes(log, stream, 1);
        await client.appendToStream(foreign, [raw({ kind: 'other' })]);
        const noEnvelope = raw({ kind: 'without envelope' });
        await client.appendToStream(stream, [noEnvelope]);
        const brokenJson = {
          ...raw({}),
          contentType: 'application/octet-stream' as const,
          data: Buffer.from('{"'),
        };
        await client.appendToStream(stream, [brokenJson]);

        const entries = await follow(log, before, (seen) => seen.some(({ id }) => id === brokenJson.id));
        const ours = entries.filter((entry) => entry.kind === 'foreign' || entry.event.stream === stream);
        expect(ours.map(({ kind }) => kind)).toEqual(['event', 'foreign', 'unreadable', 'unreadable']);
        expect(ours.flatMap((entry) => (entry.kind === 'unreadable' ? [entry.event.problem] : []))).toEqual([
          'it has no envelope',
          'its data is not JSON',
        ]);
        await expect(collect(log.readStream(stream))).rejects.toBeInstanceOf(CorruptStream);
        const [first] = await collect(log.readStream(stream, 0n, { limit: 1 }));
        expect(first?.revision).toBe(0n);
      });
    });
  });
}

/** `S_0em1_1em1_E_2e1`: the appends of a sequence, each with its event numbers and its expected revision. */
function stepsOf(sequence: string): { readonly ids: readonly number[]; readonly expected: bigint }[] {
  const appends = sequence.match(/S_.*?_E|\d+e(?:m1|\d+)/g) ?? [];
  return appends.map((append) => {
    const events = [...append.matchAll(/(\d+)e(m1|\d+)/g)];
    const expected = events[0]?.[2] ?? 'm1';
    return { ids: events.map(([, id]) => Number(id)), expected: expected === 'm1' ? -1n : BigInt(expected) };
  });
}

/** The tip that a writer would hold who believes that the stream ends at this revision. */
async function tipAt(log: Log, stream: string, revision: bigint): Promise<StreamTip | null> {
  if (revision < 0n) return null;
  const [event] = await collect(log.readStream(stream, revision, { limit: 1 }));
  return { revision, hash: event?.envelope.hash ?? 'f'.repeat(64) };
}

function revisionsOf(entries: readonly LogEntry[], stream: string): number[] {
  return entries.flatMap((entry) =>
    entry.kind !== 'foreign' && entry.event.stream === stream ? [Number(entry.event.revision)] : [],
  );
}

function isIncreasing(entries: readonly LogEntry[]): boolean {
  return entries.every(
    ({ position }, index) => index === 0 || position > (entries[index - 1] as LogEntry).position,
  );
}

function raw(data: Record<string, string>): JSONEventData {
  return {
    id: randomUUID(),
    type: 'SomethingElse',
    contentType: 'application/json',
    data,
    metadata: undefined,
  };
}

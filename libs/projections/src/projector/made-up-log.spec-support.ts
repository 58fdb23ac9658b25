import { createHash } from 'node:crypto';
import { eventId, memoryStream, reviewStream } from '@countersign/event-store';
import type { JsonRecord, Log, LogEntry, Position, RecordedEvent } from '@countersign/event-store';
import { encodeMemoryEvent } from '@countersign/memory';
import { actorOf, decide, encodeReviewEvent, evolve, nameOf } from '@countersign/review';
import type { Principal, Review, ReviewCommand, ReviewState } from '@countersign/review';
import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  dave,
  expire,
  frank,
  reject,
  report,
  requested,
  revoke,
  withdraw,
  WORKSPACE,
} from '@countersign/testing';

/** Numbers that a seed determines (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const DAY = 24 * 3_600_000;

/**
 * What a store would hold after so many events of a random but lawful life, made without one: reviews of several people
 * at once, asked, amended, approved, rejected, forced, revoked, withdrawn, expired, claimed, executed, remembered, and some memories
 * forgotten, over several days.
 */
export function madeUpEntries(count: number, seed: number): LogEntry[] {
  const pick = random(seed);
  const entries: LogEntry[] = [];
  const open: { id: string; state: ReviewState; revision: bigint }[] = [];
  const memories = new Map<string, bigint>();
  const people: Principal[] = [bob, carol, frank, dave];
  let commands = 0;

  const record = (stream: string, revision: bigint, type: string, data: unknown): string => {
    const id = eventId(stream, `command ${commands}`, Number(revision));
    const position = BigInt(entries.length * 100 + 7) as Position;
    entries.push({
      kind: 'event',
      position,
      id,
      event: recorded({ id, stream, revision, position, type, data, created: ASKED_AT + commands * 1_000 }),
    });
    return id;
  };
  const run = (review: (typeof open)[number], command: ReviewCommand): void => {
    const result = decide(command, review.state);
    if (result.kind === 'refused') return;
    for (const event of result.events) {
      const stored = encodeReviewEvent(event);
      review.revision += 1n;
      const id = record(reviewStream(WORKSPACE, review.id), review.revision, stored.type, stored.data);
      review.state = evolve(review.state, event, id);
    }
  };
  const remember = ({ state }: (typeof open)[number]): void => {
    if (state === null || !('outcome' in state)) return;
    const stream = memoryStream(WORKSPACE, state.session);
    const revision = (memories.get(stream) ?? -1n) + 1n;
    memories.set(stream, revision);
    const kept = memoriesOf(state, state.outcome.eventId);
    const stored = encodeMemoryEvent(kept);
    record(stream, revision, stored.type, stored.data);
    if (pick(3) > 0) return;
    memories.set(stream, revision + 1n);
    const forgotten = encodeMemoryEvent(forgottenOf(state, kept.memoryIds[0] ?? ''));
    record(stream, revision + 1n, forgotten.type, forgotten.data);
  };

  const execute = (review: (typeof open)[number], at: number): void => {
    if (review.state?.status !== 'APPROVED' || pick(2) === 0) return;
    run(review, claim(alice, { at }));
    if (pick(2) === 0) run(review, report(alice, 'succeeded', { at }));
  };

  while (entries.length < count) {
    commands += 1;
    const at = ASKED_AT + commands * 1_000 + Math.floor(commands / 100) * DAY;
    if (open.length < 40 || pick(4) === 0) {
      const id = uuidOf(`${seed} ${commands}`);
      const review = { id, state: null, revision: -1n };
      const groups = pick(2) === 0 ? ['banking', 'security'] : ['banking'];
      const action = pick(3) === 0 ? 'accept' : 'exec';
      run(
        review,
        requested({
          review: id,
          at,
          groups,
          action,
          session: `s${pick(200)}`,
          subject: { kind: `kind ${pick(4)}`, id: null },
          deadline: pick(3) === 0 ? at + 40_000 : null,
          forceApprovalGroups: ['admin'],
        }),
      );
      open.push(review);
      continue;
    }
    const index = pick(open.length);
    const review = open[index] as (typeof open)[number];
    const actor = people[pick(people.length)] as Principal;
    run(review, expire(at));
    if (pick(12) === 0) run(review, withdraw(alice, { at }));
    const amendments = pick(5) === 0 ? { input: `select ${commands}` } : null;
    const isForced = actor === dave;
    if (pick(5) === 0) run(review, reject(actor, { at, note: `no ${commands}`, force: isForced }));
    else
      run(review, approve(actor, { at, note: pick(2) === 0 ? 'fine' : null, amendments, force: isForced }));
    if (pick(6) === 0) run(review, revoke(dave, { at: at + 700 }));
    if (review.state !== null && review.state.status !== 'PENDING') {
      open.splice(index, 1);
      if (pick(3) > 0) remember(review);
      execute(review, at);
    }
    if (pick(50) === 0) entries.push(foreign(entries.length));
  }
  return entries;
}

/** Follows in the batches given; nothing else of it is asked by views that begin at the beginning. */
export function madeUpLog(entries: readonly LogEntry[], batches: readonly (readonly LogEntry[])[]): Log {
  const places = new Map(entries.map((entry) => [entry.position, entry]));
  const unasked = () => Promise.reject(new Error('this log is only followed'));
  return {
    append: unasked,
    readStream: async function* () {
      yield* await Promise.resolve([]);
    },
    readBackwards: async function* () {
      yield* await Promise.resolve([]);
    },
    head: async () => entries.at(-1)?.position ?? null,
    entryAt: async (position) => places.get(position) ?? null,
    noticePosition: () => undefined,
    close: async () => undefined,
    async *follow({ signal }) {
      for (const batch of batches) {
        if (signal.aborted) return;
        yield batch;
      }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
}

export function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  const batches: Item[][] = [];
  for (let from = 0; from < items.length; from += size) batches.push(items.slice(from, from + size));
  return batches;
}

function recorded(about: Omit<RecordedEvent, 'envelope' | 'data'> & { data: unknown }): RecordedEvent {
  return {
    ...about,
    data: about.data as JsonRecord,
    envelope: {
      correlationId: about.id,
      causationId: about.id,
      commandId: about.id,
      requestDigest: '',
      workspace: WORKSPACE,
      api: 'test',
      traceparent: null,
      schemaVersion: 1,
      keyId: null,
      previous: null,
      hash: '',
    },
  };
}

function memoriesOf({ session, id: review, updatedAt }: Review, source: string) {
  const [runId, ...memoryIds] = ['run', 'one', 'two'].map((name) => uuidOf(`${source} ${name}`));
  return {
    type: 'MemoriesCrystallised',
    at: updatedAt,
    workspace: WORKSPACE,
    session,
    review,
    source,
    runId: runId ?? '',
    memoryIds,
    personal: { contents: ['one', 'two'] },
  } as const;
}

function forgottenOf({ session, id: review, updatedAt: at }: Review, memory: string) {
  const personal = { by: nameOf(bob), note: null };
  const about = { at, by: actorOf(bob), workspace: WORKSPACE, session, review, memory, personal };
  return { type: 'MemoryForgotten', ...about } as const;
}

function foreign(index: number): LogEntry {
  return { kind: 'foreign', position: BigInt(index * 100 + 7) as Position, id: uuidOf(`foreign ${index}`) };
}

/** Version and variant as a random one has them. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

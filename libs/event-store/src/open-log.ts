import type { EventData, EventStoreDBClient } from '@eventstore/db-client';
import { settleAppend } from './attempts';
import { Connection } from './connection';
import { canonical, seal, type SealedEvent } from './envelope';
import { unavailable } from './failures';
import { type LogOptions, StoreReader } from './log-reader';
import {
  StoreUnavailable,
  type AppendOutcome,
  type EventContext,
  type EventDraft,
  type Log,
  type LogEntry,
  type Position,
  type RecordedEvent,
  type StreamTip,
} from './log';
import { OwnTips } from './own-tips';
import type { StoredLog } from './stored-log';
import { DEFAULT_TIMINGS } from './timings';

/**
 * The log over the official client, at most one a process: the client keeps appends of all connections in one table.
 * Connects, and loads the client, at first use.
 */
export function openLog({ connectionString, ...timings }: LogOptions): Log & StoredLog {
  return new StoreLog(new Connection(connectionString), { ...DEFAULT_TIMINGS, ...timings });
}

class StoreLog extends StoreReader implements Log {
  private readonly ownTips = new OwnTips();

  async append(
    stream: string,
    tip: StreamTip | null,
    drafts: readonly EventDraft[],
    context: EventContext,
    deadline = Infinity,
  ): Promise<AppendOutcome> {
    const lastDraft = drafts.at(-1);
    if (lastDraft === undefined) throw new RangeError('an append needs an event');
    const { appendBudget, readTimeout } = this.timings;
    const end = Math.min(deadline, performance.now() + appendBudget + readTimeout);
    if (tip !== null && this.ownTips.isInDoubt(tip)) await this.settleDoubt(stream, tip, end);

    const sealed = seal(stream, tip, drafts, context);
    const last = sealed.at(-1) as SealedEvent;
    const knownBefore = this.known;
    const reply = await this.send(stream, tip, sealed, end);
    if (reply.kind === 'conflict') return reply;
    const { position } = reply;
    const mayBeAnothers = context.isFresh === false || this.ownTips.isAwaited(last.id);
    if (position === null || position <= knownBefore || mayBeAnothers) {
      // What was there before this append began was not written by it: the store absorbed a repetition. An id that
      // a caller gave may have been written by another process a moment ago.
      const options = { limit: drafts.length, deadline: end };
      const recorded = this.readStream(stream, firstRevision(tip), options);
      return this.compareWithRecorded(recorded, drafts, context.requestDigest);
    }
    this.noticePosition(position);
    const newTip: StreamTip = { revision: last.revision, hash: last.metadata.hash };
    if (context.isFresh === undefined) this.ownTips.add(last.id, newTip);
    return new Appended(newTip, position, () => asSent(stream, position, drafts, sealed, context));
  }

  private send(
    stream: string,
    tip: StreamTip | null,
    sealed: readonly SealedEvent[],
    latest: number,
  ): ReturnType<typeof settleAppend> {
    const { timings } = this;
    const end = Math.min(latest, performance.now() + timings.appendBudget);
    const events = sealed.map(asEventData);
    const expectedRevision = tip === null ? 'no_stream' : tip.revision;
    let client: EventStoreDBClient | null = null;
    const attempt = async (): Promise<Position | null> => {
      client = this.connection.current ?? (await this.connection.client());
      try {
        // The client would wait for this itself, and then send what nobody waits for any more.
        await client['capabilities'];
        const deadline = end - performance.now();
        if (deadline < 1) throw unavailable(`too late for an append to ${stream}`);
        const options = { expectedRevision, requiresLeader: true, deadline } as const;
        const { position } = await client.appendToStream(stream, events, options);
        return position === undefined ? null : (position.commit as Position);
      } catch (error) {
        if (isStuck(error)) this.connection.replace(client);
        throw error;
      }
    };
    return settleAppend(stream, attempt, timings, end, () => this.connection.replace(client));
  }

  /** The same facts are the same append; anything else under these ids means that somebody was first. */
  private async compareWithRecorded(
    recorded: AsyncIterable<RecordedEvent>,
    drafts: readonly EventDraft[],
    requestDigest: string,
  ): Promise<AppendOutcome> {
    const events: RecordedEvent[] = [];
    for await (const event of recorded) {
      if (event.envelope.requestDigest !== requestDigest) return { kind: 'conflict' };
      if (!isSameFact(drafts[events.length] as EventDraft, event)) return { kind: 'conflict' };
      events.push(event);
    }
    const last = events.at(-1);
    if (last === undefined || events.length < drafts.length) return { kind: 'conflict' };
    this.noticePosition(last.position);
    const tip = { revision: last.revision, hash: last.envelope.hash };
    return { kind: 'appended', tip, position: last.position, events };
  }

  private async settleDoubt(stream: string, tip: StreamTip, deadline: number): Promise<void> {
    // Reads run to their end: one that is left resets its call, and servers close connections with many resets.
    let isOwn = false;
    for await (const event of this.readStream(stream, tip.revision, { limit: 1, deadline })) {
      isOwn = event.envelope.hash === tip.hash;
    }
    if (isOwn) return this.ownTips.confirm(tip);
    throw new StoreUnavailable(`${stream}: another process recorded the same command first; read it again`);
  }

  protected override arrived(entry: LogEntry): void {
    super.arrived(entry);
    if (entry.kind === 'event') this.ownTips.seen(entry.id, entry.event.envelope.hash);
  }
}

/** The events are made only for those who look at them. */
class Appended {
  readonly kind = 'appended';
  readonly #makeEvents: () => readonly RecordedEvent[];

  constructor(
    readonly tip: StreamTip,
    readonly position: Position,
    makeEvents: () => readonly RecordedEvent[],
  ) {
    this.#makeEvents = makeEvents;
  }

  get events(): readonly RecordedEvent[] {
    return this.#makeEvents();
  }
}

function asSent(
  stream: string,
  position: Position,
  drafts: readonly EventDraft[],
  sealed: readonly SealedEvent[],
  context: EventContext,
): readonly RecordedEvent[] {
  const created = Date.now();
  return sealed.map(({ id, type, revision, metadata }, index): RecordedEvent => {
    const { schemaVersion, keyId, previous, hash } = metadata;
    const { isFresh: _isFresh, ...told } = context;
    const envelope = { ...told, schemaVersion, keyId, previous, hash };
    const { data } = drafts[index] as EventDraft;
    return { id, stream, revision, position, type, created, data, envelope };
  });
}

function asEventData({ id, type, data, metadata }: SealedEvent): EventData {
  return {
    id,
    type,
    contentType: 'application/json',
    data,
    metadata: new TextEncoder().encode(JSON.stringify(metadata)),
  };
}

function firstRevision(tip: StreamTip | null): bigint {
  return tip === null ? 0n : tip.revision + 1n;
}

function isSameFact(draft: EventDraft, { id, type, data }: RecordedEvent): boolean {
  return id === draft.id && type === draft.type && canonical(data) === canonical(draft.data);
}

/** The client keeps a failed answer about the server's features for ever, unless the failure made it reconnect. */
function isStuck(error: unknown): boolean {
  const { type, code } = error as { readonly type?: unknown; readonly code?: unknown };
  return type === undefined && typeof code === 'number' && code !== 14;
}

import {
  type AppendOutcome,
  type EventContext,
  type EventDraft,
  type JsonRecord,
  type Log,
  type Position,
  type ReadOptions,
  type RecordedEvent,
  StoreUnavailable,
  type StreamTip,
} from '@countersign/event-store';

/** One stream, of any length, that reads as the test wants it to. */
export class LogInMemory implements Log {
  readonly events: RecordedEvent[] = [];
  /** So many events of a read come, then it fails. */
  cutAfter = Infinity;
  /** What a read waits for before anything comes, once it has begun and knows what it will bring. */
  gate: Promise<void> | null = null;
  readonly reads = { begun: 0, events: 0 };

  add(type: string, data: object, commandId = `command-${this.events.length}`): void {
    const context = { commandId, requestDigest: 'd', correlationId: 'c', causationId: 'c' };
    const draft = { id: `event-${this.events.length}`, type, data: data as JsonRecord };
    this.record('stream', draft, { ...context, workspace: 'w', api: 'native', traceparent: null });
  }

  append(
    stream: string,
    tip: StreamTip | null,
    drafts: readonly EventDraft[],
    context: EventContext,
  ): Promise<AppendOutcome> {
    if ((tip?.revision ?? -1n) !== BigInt(this.events.length - 1))
      return Promise.resolve({ kind: 'conflict' } as AppendOutcome);
    for (const draft of drafts) this.record(stream, draft, context);
    const { revision, position, envelope } = this.events.at(-1) as RecordedEvent;
    return Promise.resolve({
      kind: 'appended',
      tip: { revision, hash: envelope.hash },
      position,
    } as AppendOutcome);
  }

  async *readStream(_stream: string, from = 0n, { deadline = Infinity }: ReadOptions = {}) {
    this.reads.begun += 1;
    const { length } = this.events;
    await this.gate;
    for (let index = Number(from), count = 0; index < length; index += 1, count += 1) {
      if (count >= this.cutAfter || performance.now() > deadline)
        throw new StoreUnavailable('it was cut off');
      this.reads.events += 1;
      yield this.events[index] as RecordedEvent;
    }
  }

  private record(stream: string, { id, type, data }: EventDraft, context: EventContext): void {
    const revision = BigInt(this.events.length);
    const envelope = { ...context, schemaVersion: 1, keyId: null, previous: null, hash: `hash-${revision}` };
    const position = revision as Position;
    this.events.push({ id, stream, revision, position, type, created: 0, data, envelope });
  }

  readonly head = notAsked;
  readonly entryAt = notAsked;
  readonly readBackwards = notAsked;
  readonly follow = notAsked;
  readonly noticePosition = notAsked;
  readonly close = () => Promise.resolve();
}

function notAsked(): never {
  throw new Error('this log holds one stream and nothing else');
}

import type { ProposedEvent } from './expectation';

/** Bytes that may wait for the disk before clients are held back. */
const LARGEST = 64 * 1024 * 1024;
/** What a write costs beside its bytes, and an event of it. */
const EVENT = 256;

/** What a call of its own costs beside its bytes: a stream of HTTP/2, its headers, its timer. */
const CALL = 4096;

/** In bytes. */
export interface Weight {
  /** Of the memory, while it waits. */
  readonly waits: number;
  /** Of the commit that records it. */
  readonly records: number;
}

/**
 * What an append costs. `came` are the bytes of its messages, which are all kept for the data and metadata in them; the
 * name of the stream will stand in each record. `isCall`: it came as a call of its own.
 */
export function weightOf(
  stream: string,
  events: readonly ProposedEvent[],
  came = heldBy(events),
  isCall = false,
): Weight {
  const name = Buffer.byteLength(stream);
  const records = came + events.length * (EVENT + name);
  return { waits: EVENT + name + records + (isCall ? CALL : 0), records };
}

/** What any other write costs. */
export function weightOfBytes(bytes: number): Weight {
  return { waits: EVENT + bytes, records: EVENT + bytes };
}

/** What a call costs that is one write, which came in so many bytes: they are kept, and so is what was read of them. */
export function weightOfCall(bytes: number): Weight {
  return { waits: CALL + 2 * bytes, records: EVENT + bytes };
}

function heldBy(events: readonly ProposedEvent[]): number {
  let bytes = 0;
  for (const { data, metadata, type } of events) bytes += data.length + metadata.length + type.length;
  return bytes;
}

/**
 * What was submitted and is not answered yet: a disk that stalls leaves it to grow as fast as clients send. It stops
 * nobody by itself, because the store's own writes have to be made: whoever takes writes from a client looks at it.
 */
export class Backlog {
  private weight = 0;
  private heldBack = new Set<() => void>();

  constructor(private readonly largest = LARGEST) {}

  get isFull(): boolean {
    return this.weight >= this.largest;
  }

  take(weight: number): void {
    this.weight += weight;
  }

  give(weight: number): void {
    this.weight -= weight;
    if (this.isFull || this.heldBack.size === 0) return;
    const { heldBack } = this;
    this.heldBack = new Set();
    for (const goOn of heldBack) goOn();
  }

  /** Calls once, when it is full no more; what it returns stops the waiting. */
  whenRoom(goOn: () => void): () => void {
    const { heldBack } = this;
    heldBack.add(goOn);
    return () => heldBack.delete(goOn);
  }
}

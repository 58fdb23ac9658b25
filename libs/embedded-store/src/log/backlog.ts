import type { ProposedEvent } from './expectation';

/** Bytes that may wait for the disk before clients are held back. */
const LARGEST = 64 * 1024 * 1024;
/** What a write costs beside its bytes, and an event of it. */
const EVENT = 256;

/** The name of the stream stands in each of them. */
export function weightOf(stream: string, events: readonly ProposedEvent[]): number {
  let weight = EVENT + stream.length;
  for (const { data, metadata, type } of events)
    weight += EVENT + stream.length + data.length + metadata.length + type.length;
  return weight;
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

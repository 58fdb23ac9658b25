import type { ProposedEvent } from './expectation';

/** Bytes that may wait for the disk before clients are held back. */
const LARGEST = 64 * 1024 * 1024;
/** What a write costs beside its bytes, and an event of it. */
const EVENT = 256;

export function weightOf(events: readonly ProposedEvent[]): number {
  let weight = EVENT;
  for (const { data, metadata, type } of events)
    weight += EVENT + data.length + metadata.length + type.length;
  return weight;
}

/**
 * What was submitted and is not answered yet: a disk that stalls leaves it to grow as fast as clients send. It stops
 * nobody by itself, because the store's own writes have to be made: whoever takes writes from a client looks at it.
 */
export class Backlog {
  private weight = 0;
  private heldBack: (() => void)[] = [];

  constructor(private readonly largest = LARGEST) {}

  get isFull(): boolean {
    return this.weight >= this.largest;
  }

  take(weight: number): void {
    this.weight += weight;
  }

  give(weight: number): void {
    this.weight -= weight;
    if (this.isFull || this.heldBack.length === 0) return;
    const { heldBack } = this;
    this.heldBack = [];
    for (const goOn of heldBack) goOn();
  }

  /** Calls once, when it is full no more. */
  whenRoom(goOn: () => void): void {
    this.heldBack.push(goOn);
  }
}

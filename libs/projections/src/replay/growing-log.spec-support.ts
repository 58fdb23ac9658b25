import type { Log, LogEntry, Position, RecordedEvent } from '@countersign/event-store';

/** A log in memory that holds the first of the entries, as many as it was told. */
export class GrowingLog {
  readonly #entries: readonly LogEntry[];
  #count: number;
  #grown = new AbortController();

  constructor(entries: readonly LogEntry[], count = entries.length) {
    this.#entries = entries;
    this.#count = count;
  }

  growTo(count: number): void {
    this.#count = count;
    this.#grown.abort();
    this.#grown = new AbortController();
  }

  /** As the product knows it. */
  get log(): Log {
    const known = () => this.#entries.slice(0, this.#count);
    const grown = (signal: AbortSignal): Promise<void> => this.#whenGrown(signal);
    const eventsOf = (stream: string): readonly RecordedEvent[] =>
      known().flatMap((entry) =>
        entry.kind === 'event' && entry.event.stream === stream ? [entry.event] : [],
      );
    return {
      append: () => Promise.reject(new Error('the read side never appends')),
      async *readStream(stream, from = 0n) {
        yield* await Promise.resolve(eventsOf(stream).filter(({ revision }) => revision >= from));
      },
      async *readBackwards(from, limit) {
        const before = known().filter(({ position }) => position <= from);
        yield* await Promise.resolve(before.reverse().slice(0, limit));
      },
      head: async () => known().at(-1)?.position ?? null,
      entryAt: async (position) => known().find((entry) => entry.position === position) ?? null,
      noticePosition: () => undefined,
      close: async () => undefined,
      async *follow({ after, maxBatch, signal }) {
        for (let next = indexBehind(known(), after); !signal.aborted;) {
          const batch = known().slice(next, next + maxBatch);
          next += batch.length;
          if (batch.length > 0) yield batch;
          else await grown(signal);
        }
      },
    };
  }

  #whenGrown(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const either = AbortSignal.any([signal, this.#grown.signal]);
      if (either.aborted) return resolve();
      either.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

function indexBehind(entries: readonly LogEntry[], after: Position | null): number {
  const index = entries.findIndex(({ position }) => after === null || position > after);
  return index === -1 ? entries.length : index;
}

import type { Position, StoredLog, StoredLogEvent } from '@countersign/event-store';
import canonicalize from 'canonicalize';
import type { Finding } from '../verify/finding';

interface Comparison {
  readonly exported: StoredLog;
  readonly log: StoredLog;
  /** Only of this workspace; null: of all. */
  readonly isWanted: (event: StoredLogEvent) => boolean;
  readonly signal?: AbortSignal;
  readonly onFinding: (finding: Finding) => void;
}

/**
 * Whether every event of an export is still in the log as it was: the two are walked side by side in log order. This
 * finds a tail that was cut off, and a history that was written anew. What is missing in one piece is told once.
 */
export async function compareWithExport(comparison: Comparison): Promise<void> {
  const { exported, log, isWanted, signal, onFinding } = comparison;
  const gap = new Gap(onFinding);
  let live: Walk | null = null;
  try {
    for await (const batch of exported.readAllStored()) {
      if (signal?.aborted === true) return;
      for (const event of batch) {
        if (!isWanted(event)) continue;
        live ??= new Walk(log);
        const now = await live.at(event.position);
        if (now === null) {
          gap.add(event);
          continue;
        }
        gap.tell();
        const change = changeOf(event, now);
        if (change === null) continue;
        const sentence = `Its ${change} is not what was exported.`;
        onFinding({ ...placeOf(event), code: 'changed-since-export', sentence });
      }
    }
    gap.tell();
  } finally {
    await live?.end();
  }
}

/** What is missing in one piece. */
class Gap {
  private first: StoredLogEvent | null = null;
  private last: StoredLogEvent | null = null;
  private count = 0;

  constructor(private readonly onFinding: (finding: Finding) => void) {}

  add(event: StoredLogEvent): void {
    this.first ??= event;
    this.last = event;
    this.count += 1;
  }

  tell(): void {
    const { first, last, count } = this;
    if (first === null || last === null) return;
    const sentence =
      count === 1
        ? 'It was exported and is not in the log any more.'
        : `From here to position ${last.position}, ${count} events were exported and are not in the log any more.`;
    this.onFinding({ ...placeOf(first), code: 'missing-since-export', sentence });
    this.first = null;
    this.count = 0;
  }
}

/** A walk through the log that only goes on. */
class Walk {
  private readonly batches: AsyncIterator<readonly StoredLogEvent[]>;
  private waiting: readonly StoredLogEvent[] = [];
  private next = 0;

  constructor(log: StoredLog) {
    this.batches = log.readAllStored()[Symbol.asyncIterator]();
  }

  /** The event at exactly this position. */
  async at(position: Position): Promise<StoredLogEvent | null> {
    for (;;) {
      const event = this.waiting[this.next];
      if (event === undefined) {
        const batch = await this.batches.next();
        if (batch.done === true) return null;
        this.waiting = batch.value;
        this.next = 0;
      } else if (event.position < position) {
        this.next += 1;
      } else {
        return event.position === position ? event : null;
      }
    }
  }

  async end(): Promise<void> {
    await this.batches.return?.();
  }
}

/** What differs; a personal part that was sealed since then does not, its digest vouches for it. */
function changeOf(then: StoredLogEvent, now: StoredLogEvent): string | null {
  for (const part of ['id', 'stream', 'revision', 'type'] as const) {
    if (then[part] !== now[part]) return part;
  }
  if (!isSame(then.metadata, now.metadata)) return 'envelope';
  return isSame(sealedLike(then.data, now.data), now.data) ? null : 'content';
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalize(one) === canonicalize(other);
}

function sealedLike(then: unknown, now: unknown): unknown {
  const [was, is] = [personalIn(then), personalIn(now)];
  if (was === null || is === null) return then;
  const parts = Object.entries(was).map(([key, part]) => [key, is[key] === null ? null : part] as const);
  return { ...(then as object), personal: Object.fromEntries(parts) };
}

function personalIn(data: unknown): Record<string, unknown> | null {
  if (data === null || typeof data !== 'object' || !('personal' in data)) return null;
  const { personal } = data;
  return personal !== null && typeof personal === 'object' ? (personal as Record<string, unknown>) : null;
}

function placeOf({ stream, revision, position, id: eventId, type }: StoredLogEvent) {
  return { stream, revision, position, eventId, type };
}

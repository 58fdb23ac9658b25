import { reviewStream } from '@countersign/event-store';
import type { LogReader, LogEntry } from '@countersign/event-store';
import { audienceOf } from '@countersign/review';
import { LRUCache } from 'lru-cache';
import type { WeighedChange } from '../progress/change-ring';
import type { FoldedReview } from '../projections/projection';
import { ownEntry, reviewNamedIn } from './batch-fold';
import type { OwnEntry } from './batch-fold';
import { memoryChange, reviewChange } from './changes';
import { memoryOf, step, Unapplicable } from './review-step';
import { roughSize } from './rough-size';

type Told = Pick<FoldedReview, 'review' | 'audience' | 'weight'>;

const MAX_WEIGHT = 16 * 1024 * 1024;
/** Streams read at once, where what came before an event is not at hand. */
const READS_AT_ONCE = 16;

/**
 * What entries of the log say to those who listen, folded without any table: for gateways that do not project, and for
 * what was before a process began. Reads a review's stream where it does not know the state before an event. Says
 * nothing of a stream behind an event that cannot be applied, as the tables do.
 */
export class ChangeFold {
  readonly #log: Pick<LogReader, 'readStream'>;
  readonly #states = new LRUCache<string, Told>({
    maxSize: MAX_WEIGHT,
    maxEntrySize: MAX_WEIGHT,
    sizeCalculation: ({ weight }) => weight + 1,
  });
  readonly #unapplicable = new Set<string>();

  constructor(log: Pick<LogReader, 'readStream'>) {
    this.#log = log;
  }

  async fold(entries: readonly LogEntry[]): Promise<readonly WeighedChange[]> {
    const own = entries.flatMap((entry) => (entry.kind === 'foreign' ? [] : (ownEntry(entry.event) ?? [])));
    const touched = new Map<string, Told>();
    await this.#load(own, touched);
    const changes: WeighedChange[] = [];
    for (const entry of own) {
      if (this.#unapplicable.has(entry.event.stream)) continue;
      try {
        changes.push(this.#changeOf(entry, touched));
      } catch (error) {
        if (!(error instanceof Unapplicable)) throw error;
        this.#unapplicable.add(entry.event.stream);
      }
    }
    for (const [stream, told] of touched) this.#states.set(stream, told);
    return changes;
  }

  #changeOf({ event: own, name }: OwnEntry, touched: Map<string, Told>): WeighedChange {
    if (name.kind === 'memory') {
      const { event, recorded } = memoryOf(own, name);
      const about = streamOf(name.workspace, event.review);
      return memoryChange(recorded, event, (about === null ? undefined : touched.get(about))?.audience ?? []);
    }
    const before = touched.get(own.stream);
    const { event, recorded, review } = step(own, name, before?.review ?? null);
    const weight = (before?.weight ?? 0) + roughSize(recorded.data['personal']) + 1_000;
    const after = { review, audience: audienceOf(review), weight };
    touched.set(own.stream, after);
    return reviewChange(recorded, event.type, after);
  }

  /** The states before the first event of each review among these. */
  async #load(own: readonly OwnEntry[], touched: Map<string, Told>): Promise<void> {
    const wanted = [...wantedBy(own)].filter(([stream, { before }]) => {
      const known = this.#states.get(stream);
      if (known === undefined) return before !== 0n;
      if (before !== null && BigInt(known.review.revision) !== before - 1n) return before !== 0n;
      touched.set(stream, known);
      return false;
    });
    for (let from = 0; from < wanted.length; from += READS_AT_ONCE) {
      const some = wanted.slice(from, from + READS_AT_ONCE);
      const read = await Promise.all(some.map(([stream, about]) => this.#read(stream, about)));
      some.forEach(([stream], index) => {
        const told = read[index];
        if (told !== undefined && told !== null) touched.set(stream, told);
      });
    }
  }

  /** A review's state before a revision, or now where that is null. */
  async #read(stream: string, about: Wanted): Promise<Told | null> {
    const limit = about.before === null ? {} : { limit: Number(about.before) };
    const name = { kind: 'review', ...about } as const;
    let told: Told | null = null;
    try {
      for await (const event of this.#log.readStream(stream, 0n, limit)) {
        const { recorded, review } = step(event, name, told?.review ?? null);
        const weight: number = (told?.weight ?? 0) + roughSize(recorded.data['personal']) + 1_000;
        told = { review, audience: audienceOf(review), weight };
      }
      return told;
    } catch (error) {
      if (error instanceof Unapplicable || (error as Error).name === 'CorruptStream') {
        if (about.before !== null) this.#unapplicable.add(stream);
        return told;
      }
      throw error;
    }
  }
}

interface Wanted {
  readonly workspace: string;
  readonly review: string;
  /** The first revision of it among the entries; null where they only speak of it. */
  readonly before: bigint | null;
}

function wantedBy(own: readonly OwnEntry[]): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { event, name } of own) {
    const { workspace } = name;
    const review = name.kind === 'review' ? name.review : reviewNamedIn(event);
    const stream = review === null ? null : streamOf(workspace, review);
    if (review === null || stream === null) continue;
    const before = name.kind === 'review' ? event.revision : null;
    const earlier = wanted.get(stream);
    if (earlier === undefined || earlier.before === null) wanted.set(stream, { workspace, review, before });
  }
  return wanted;
}

/** Null for what cannot be a review's id. */
function streamOf(workspace: string, review: string): string | null {
  try {
    return reviewStream(workspace, review);
  } catch {
    return null;
  }
}

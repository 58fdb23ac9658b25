import type { StrategyName } from './settings';

/** Who gets a message: a consumer; nobody now, but others may get theirs; nobody at all. */
export type Choice = number | 'skip' | 'full';

/** Chooses among the consumers of a group. Consumers are numbers from 1 up. */
export interface DispatchStrategy {
  join(consumer: number): void;
  leave(consumer: number): void;
  /** `pin` says what belongs together: messages of one pin go to one consumer, where the strategy cares. */
  choose(pin: string, hasRoom: (consumer: number) => boolean): Choice;
}

export function strategyOf(name: StrategyName): DispatchStrategy {
  switch (name) {
    case 'RoundRobin':
      return new Rotation('after each message');
    case 'DispatchToSingle':
      return new Rotation('when full');
    case 'Pinned':
    case 'PinnedByCorrelation':
      return new Pinned();
  }
}

/** The first consumer with room; who is passed over, or (round robin) has got one, goes to the end of the queue. */
class Rotation implements DispatchStrategy {
  private queue: number[] = [];

  constructor(private readonly turns: 'after each message' | 'when full') {}

  join(consumer: number): void {
    this.queue.push(consumer);
  }

  leave(consumer: number): void {
    this.queue = this.queue.filter((other) => other !== consumer);
  }

  choose(_pin: string, hasRoom: (consumer: number) => boolean): Choice {
    const at = this.queue.findIndex(hasRoom);
    const chosen = this.queue[at];
    if (chosen === undefined) return 'full';
    const turn = this.turns === 'when full' ? at : at + 1;
    this.queue.push(...this.queue.splice(0, turn));
    return chosen;
  }
}

const BUCKETS = 1024;
const NOBODY = 0;

/**
 * Every pin falls into a bucket, every bucket belongs to one consumer while that one is there. A message whose consumer
 * is full waits for it, and lets the ones behind it pass.
 */
class Pinned implements DispatchStrategy {
  private readonly owners = new Array<number>(BUCKETS).fill(NOBODY);
  private readonly owned = new Map<number, number>();

  /** The new one gets its share when the buckets that others have too many of are next asked for. */
  join(consumer: number): void {
    this.owned.set(consumer, 0);
    const share = Math.ceil(BUCKETS / this.owned.size);
    for (const [bucket, owner] of this.owners.entries()) {
      const count = this.owned.get(owner) ?? 0;
      if (count <= share) continue;
      this.owned.set(owner, count - 1);
      this.owners[bucket] = NOBODY;
    }
  }

  leave(consumer: number): void {
    this.owned.delete(consumer);
    for (const [bucket, owner] of this.owners.entries()) {
      if (owner === consumer) this.owners[bucket] = NOBODY;
    }
  }

  choose(pin: string, hasRoom: (consumer: number) => boolean): Choice {
    if (!this.anybody(hasRoom)) return 'full';
    const owner = this.ownerOf(hash(pin) % BUCKETS);
    return hasRoom(owner) ? owner : 'skip';
  }

  /** Asked for every message that is skipped, so it makes no list. */
  private anybody(hasRoom: (consumer: number) => boolean): boolean {
    for (const consumer of this.owned.keys()) if (hasRoom(consumer)) return true;
    return false;
  }

  private ownerOf(bucket: number): number {
    const known = this.owners[bucket] as number;
    if (known !== NOBODY) return known;
    const [[least, count]] = [...this.owned].sort(([, a], [, b]) => a - b) as [[number, number]];
    this.owners[bucket] = least;
    this.owned.set(least, count + 1);
    return least;
  }
}

/** FNV-1a: the same text always falls into the same bucket. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

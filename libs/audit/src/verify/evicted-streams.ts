import { hash } from 'node:crypto';

const BITS = 2 ** 23;
const PROBES = [0, 8, 16, 24] as const;

/**
 * Which streams were let go, in one megabyte however many: a Bloom filter. It never denies one that was, and hardly ever
 * takes another for one, which costs no more than looking.
 */
export class EvictedStreams {
  private bits: Uint8Array | null = null;

  add(stream: string): void {
    this.bits ??= new Uint8Array(BITS / 8);
    for (const bit of bitsOf(stream)) this.bits[bit >>> 3] = (this.bits[bit >>> 3] ?? 0) | (1 << (bit & 7));
  }

  mayHave(stream: string): boolean {
    const { bits } = this;
    return bits !== null && bitsOf(stream).every((bit) => ((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0);
  }
}

function bitsOf(stream: string): readonly number[] {
  const digest = hash('sha256', stream);
  return PROBES.map((from) => parseInt(digest.slice(from, from + 8), 16) % BITS);
}

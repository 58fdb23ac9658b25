const FIRST_CAPACITY = 1024;
const NONE = -1;

/**
 * Where the last events with an id may be, by a fingerprint of that id: 24 bytes an event, and no event older than the
 * last `largest`. Fingerprints collide, so whoever asks looks at the places that it gets.
 */
export class IdRing {
  private count = 0;
  private capacity: number;
  private prints: Uint32Array;
  private positions: Float64Array;
  /** For each event, the one before it in its bucket, by its number. */
  private older: Float64Array;
  private newest: Float64Array;

  /** Holds `largest` events, a power of two, and begins with room for those that are expected. */
  constructor(
    private readonly largest: number,
    expected = 0,
  ) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(expected, FIRST_CAPACITY)));
    this.capacity = Math.min(room, largest);
    this.prints = new Uint32Array(this.capacity);
    this.positions = new Float64Array(this.capacity);
    this.older = new Float64Array(this.capacity);
    this.newest = new Float64Array(this.capacity).fill(NONE);
  }

  /** In the order of positions. */
  add(print: number, position: number): void {
    if (this.count === this.capacity && this.capacity < this.largest) this.grow();
    const at = this.count & (this.capacity - 1);
    const bucket = print & (this.capacity - 1);
    this.prints[at] = print;
    this.positions[at] = position;
    this.older[at] = this.newest[bucket] as number;
    this.newest[bucket] = this.count++;
  }

  /** The positions of the events with this fingerprint, the newest first. */
  *find(print: number): Generator<number> {
    const mask = this.capacity - 1;
    const oldest = this.count - this.capacity;
    let number = this.newest[print & mask] as number;
    while (number !== NONE && number >= oldest) {
      const at = number & mask;
      if (this.prints[at] === print >>> 0) yield this.positions[at] as number;
      number = this.older[at] as number;
    }
  }

  /** Only while nothing was dropped yet. */
  private grow(): void {
    const larger = new IdRing(this.largest, this.capacity * 2);
    for (let at = 0; at < this.count; at++)
      larger.add(this.prints[at] as number, this.positions[at] as number);
    ({
      capacity: this.capacity,
      prints: this.prints,
      positions: this.positions,
      older: this.older,
      newest: this.newest,
    } = larger);
  }
}

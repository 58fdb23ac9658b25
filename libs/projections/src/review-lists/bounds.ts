/** How far a question is followed before it is answered otherwise. */
export interface Bounds {
  /** So many rows are sorted, or tested one by one, sooner than a longer way is walked. */
  readonly few: number;
  /** Reviews that the domain is asked about for one page; the rest is left to the next. */
  readonly lookedAt: number;
  /** Of those, so many are read at once. */
  readonly atOnce: number;
}

export const BOUNDS: Bounds = { few: 2_000, lookedAt: 500, atOnce: 100 };

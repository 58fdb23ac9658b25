/** How far a question is followed before it is answered otherwise. */
export interface Bounds {
  /** So many rows are sorted, or tested one by one, sooner than a longer way is walked. */
  readonly few: number;
  /** That a way leads to more is taken for true for so long, milliseconds. */
  readonly manyForMs: number;
  /** So many parts of a way are walked side by side. */
  readonly parts: number;
  /** Rows that are tested first for a page: where many pass, they fill it. */
  readonly tried: number;
  /** Rows that are tested one by one for a page, or in one turn; behind them a page is short. */
  readonly walked: number;
  /** Rows that are tested one by one for a total. */
  readonly counted: number;
  /** Rows that are tested for words before an index is asked for them: where they are common, those fill the page. */
  readonly newest: number;
  /** Of the newest, and of what an index has found, so many are tested in one turn. */
  readonly tested: number;
  /** Rows of PostgreSQL's that are read to be put in order, at most. */
  readonly ordered: number;
  /** Reviews that the domain is asked about, or that an index of words has found, for one page; the rest is left to the next. */
  readonly lookedAt: number;
  /** Of those, so many are read at once. */
  readonly atOnce: number;
  /** Characters of states that are read in one turn; a review that is larger is read alone. */
  readonly read: number;
  /** Characters of states on one page, where it holds more than one review. */
  readonly page: number;
}

export const BOUNDS: Bounds = {
  few: 2_000,
  manyForMs: 15_000,
  parts: 16,
  tried: 200,
  walked: 1_000,
  counted: 20_000,
  newest: 250,
  tested: 250,
  ordered: 5_000,
  lookedAt: 500,
  atOnce: 100,
  read: 256 * 1024,
  page: 8 * 1024 * 1024,
};

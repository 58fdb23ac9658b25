/**
 * What becomes of a caller's credential while an answer lasts: `stands` for the same principal, `fallen`, or `unknown`
 * where it cannot be judged now, and `lapsed` where that has been so for longer than it may count meanwhile: nothing
 * lasts on, and whoever comes back is told by the answer to that.
 */
export type Judgement = 'stands' | 'fallen' | 'unknown' | 'lapsed';

/** A caller's credential, for answers that outlast the moment of its verification. */
export interface Standing {
  /** When it stops counting, UTC milliseconds. */
  readonly expiresAt: number;
  /** Milliseconds. So often, at least, it is to be judged while an answer lasts; left out: as often as others are. */
  readonly recheckMs?: number;
  /** Verifies it anew. */
  judge(): Promise<Judgement>;
}

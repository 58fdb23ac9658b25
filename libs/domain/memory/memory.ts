/**
 * Memories: sentences worth keeping that came out of reviews, kept by session. One stream a session.
 * Times are UTC milliseconds.
 */

/** What the crystalliser made of one settled review, ready to be recorded. */
export interface RecordMemories {
  readonly kind: 'RecordMemories';
  readonly at: number;
  readonly workspace: string;
  readonly session: string;
  readonly review: string;
  /** Id of the outcome event that settled the review. One source is crystallised once. */
  readonly source: string;
  /** UUIDv5(source). */
  readonly runId: string;
  readonly memories: readonly { readonly id: string; readonly content: string }[];
}
export type MemoryCommand = RecordMemories;

export interface MemoriesCrystallised {
  readonly type: 'MemoriesCrystallised';
  readonly at: number;
  readonly workspace: string;
  readonly session: string;
  readonly review: string;
  readonly source: string;
  readonly runId: string;
  /** UUIDv5(source, index) each. Empty where there was nothing worth keeping: the fact still closes its source. */
  readonly memoryIds: readonly string[];
  /** In the order of `memoryIds`; null once sealed. */
  readonly personal: { readonly contents: readonly string[] } | null;
}
export type MemoryEvent = MemoriesCrystallised;

export interface MemoryState {
  readonly sources: readonly string[];
  readonly memories: readonly {
    readonly id: string;
    readonly content: string;
    readonly createdAt: number;
    readonly review: string;
    readonly source: string;
  }[];
  readonly revision: number;
  readonly updatedAt: number;
}

export type MemoryRefusal =
  | { readonly code: 'already-crystallised' }
  /** Too many lost races on one stream; made by the command handler. */
  | { readonly code: 'conflict' };
export type MemoryDecideResult =
  | { readonly kind: 'accepted'; readonly events: readonly MemoryEvent[] }
  | { readonly kind: 'refused'; readonly refusal: MemoryRefusal };

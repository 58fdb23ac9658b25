import type { Actor, PersonalName, Principal } from '@countersign/review';

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

/** Given by a person who may see the memory's review, which the caller of this command has to make sure of. */
export interface ForgetMemory {
  readonly kind: 'ForgetMemory';
  readonly at: number;
  /** The memory is of his workspace. */
  readonly actor: Principal;
  readonly session: string;
  readonly memory: string;
  readonly note: string | null;
}
export type MemoryCommand = RecordMemories | ForgetMemory;

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

/** The sentence itself stays in the event that recorded it, until that one is sealed. */
export interface MemoryForgotten {
  readonly type: 'MemoryForgotten';
  readonly at: number;
  readonly by: Actor;
  readonly workspace: string;
  readonly session: string;
  /** The one that the memory came out of. */
  readonly review: string;
  readonly memory: string;
  /** Null once sealed. */
  readonly personal: { readonly by: PersonalName; readonly note: string | null } | null;
}
export type MemoryEvent = MemoriesCrystallised | MemoryForgotten;

export interface MemoryState {
  readonly sources: readonly string[];
  /** Without those that were forgotten. */
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
  | { readonly code: 'agents-cannot-decide' }
  | { readonly code: 'not-eligible' }
  | { readonly code: 'insufficient-scope' }
  /** No such memory, or forgotten already. */
  | { readonly code: 'not-found' }
  /** Same command id, other content; made by the command handler. */
  | { readonly code: 'idempotency-mismatch' }
  /** Lost races on one stream, and no try or no time left; made by the command handler. */
  | { readonly code: 'conflict' };
export type MemoryDecideResult =
  | { readonly kind: 'accepted'; readonly events: readonly MemoryEvent[] }
  | { readonly kind: 'refused'; readonly refusal: MemoryRefusal };

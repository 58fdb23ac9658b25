import type { MemoryEvent } from '@countersign/memory';
import type { RecordedEvent } from '@countersign/event-store';
import type { AudienceKey, Review, ReviewEvent } from '@countersign/review';
import type { Table } from '../database/table';
import type { Writes } from '../database/writes';

/** A review as the read side folds it, with what its projections keep beside the domain's state. */
export interface FoldedReview {
  readonly review: Review;
  readonly audience: readonly AudienceKey[];
  /** Its number: where in the log it was asked for. */
  readonly asked: number;
  /** Number of the latest decision, null before the first. */
  readonly lastDecision: number | null;
  /** Rough size in bytes, for the bounds of caches. */
  readonly weight: number;
  /** Of the last event, as text. */
  readonly position: string;
}

export interface ReviewFact<Event extends ReviewEvent> {
  readonly event: Event;
  readonly recorded: RecordedEvent;
  readonly before: FoldedReview | null;
  readonly after: FoldedReview;
  /** Where in the log, as text. */
  readonly position: string;
}
export interface MemoryFact<Event extends MemoryEvent> {
  readonly event: Event;
  readonly recorded: RecordedEvent;
  /** Of its review, as far as that is known. */
  readonly audience: readonly AudienceKey[];
  readonly position: string;
}

type Handler<Fact> = ((fact: Fact, writes: Writes) => void) | 'not relevant';

/** Every type of event is named: a new one makes the compiler list every projection. */
export type Handlers = {
  readonly [Type in ReviewEvent['type']]: Handler<ReviewFact<Extract<ReviewEvent, { readonly type: Type }>>>;
} & {
  readonly [Type in MemoryEvent['type']]: Handler<MemoryFact<Extract<MemoryEvent, { readonly type: Type }>>>;
};

/** A named fold of events into tables. Its version is that of the read model that it belongs to. */
export interface Projection {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly on: Handlers;
}

import type { LogEntry, Position, RecordedEvent, StreamName } from '@countersign/event-store';
import { decodeMemoryEvent } from '@countersign/memory';
import type { MemoryEvent } from '@countersign/memory';
import { decodeReviewEvent, evolve } from '@countersign/review';
import type { Review, ReviewEvent } from '@countersign/review';
import { MEMORIES_OF_AN_EVENT, memoryNumber } from '../projections/memory-number';

type Named<Kind extends StreamName['kind']> = Extract<StreamName, { readonly kind: Kind }>;
export type OwnEvent = Exclude<LogEntry, { readonly kind: 'foreign' }>['event'];

/** Why an event cannot be applied; its stream is parked. */
export class Unapplicable extends Error {}

/** What a row may hold in every database; no event of ours is larger. */
const LARGEST_EVENT = 4 * 1024 * 1024;

/**
 * One event onto one review: what every fold of reviews does, so that all of them park the same streams for the same
 * reasons. Throws {@link Unapplicable}.
 */
export function step(
  own: OwnEvent,
  name: Named<'review'>,
  before: Review | null,
): { readonly event: ReviewEvent; readonly recorded: RecordedEvent; readonly review: Review } {
  const recorded = readable(own, name.workspace);
  const expected = before === null ? 0 : before.revision + 1;
  if (recorded.revision !== BigInt(expected)) {
    throw new Unapplicable(`revision ${recorded.revision} came where ${expected} was due`);
  }
  const event = eventOf(decodeReviewEvent(recorded.type, recorded.data, recorded.envelope.schemaVersion));
  if (
    event.type === 'ReviewRequested' &&
    (event.workspace !== name.workspace || event.review !== name.review)
  ) {
    throw new Unapplicable(`${event.type} speaks of another review than its stream`);
  }
  return { event, recorded, review: folded(() => evolve(before, event, recorded.id)) };
}

/** An event of a session's memories. Throws {@link Unapplicable}. */
export function memoryOf(
  own: OwnEvent,
  name: Named<'memory'>,
): { readonly event: MemoryEvent; readonly recorded: RecordedEvent } {
  const recorded = readable(own, name.workspace);
  const event = eventOf(decodeMemoryEvent(recorded.type, recorded.data, recorded.envelope.schemaVersion));
  if (event.workspace !== name.workspace || event.session !== name.session) {
    throw new Unapplicable(`${event.type} speaks of another session than its stream`);
  }
  if (event.type === 'MemoriesCrystallised') confirmNumbers(event.memoryIds.length, recorded.position);
  return { event, recorded };
}

/** Memories are kept under numbers of their own, made of their event's position. */
function confirmNumbers(count: number, position: Position): void {
  if (count > MEMORIES_OF_AN_EVENT) {
    throw new Unapplicable(`it has ${count} memories: an event has ${MEMORIES_OF_AN_EVENT} at most`);
  }
  if (count > 0 && !Number.isSafeInteger(memoryNumber(position, count - 1))) {
    throw new Unapplicable(`its position is too high to number memories by: ${position}`);
  }
}

function readable(own: OwnEvent, workspace: string): RecordedEvent {
  if (!('envelope' in own)) throw new Unapplicable(own.problem);
  if (own.envelope.workspace !== workspace) {
    throw new Unapplicable(`its envelope names the workspace ${own.envelope.workspace}`);
  }
  const size = textSize(own.data);
  if (size > LARGEST_EVENT) throw new Unapplicable(`it is too large: ${size} characters`);
  return own;
}

/** Characters of all texts. Refuses what not every database can store: U+0000 and halves of surrogate pairs. */
function textSize(value: unknown): number {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Unapplicable('a text holds U+0000');
    if (!value.isWellFormed()) throw new Unapplicable('a text holds half a surrogate pair');
    return value.length;
  }
  if (typeof value !== 'object' || value === null) return 0;
  let size = 0;
  for (const [key, part] of Object.entries(value)) size += textSize(key) + textSize(part);
  return size;
}

function eventOf<Event>(
  decoded: { readonly ok: true; readonly event: Event } | { readonly ok: false; readonly problem: string },
): Event {
  if (decoded.ok) return decoded.event;
  throw new Unapplicable(decoded.problem);
}

/** `evolve` throws only for a history that cannot have happened. */
function folded<State>(fold: () => State): State {
  try {
    return fold();
  } catch (error) {
    throw new Unapplicable(error instanceof Error ? error.message : String(error));
  }
}

import type { LogEntry, RecordedEvent, StreamName, UnreadableEvent } from '@countersign/event-store';
import { positionText } from '../database/position-text';
import { revisionNumber } from '../database/revision-number';
import { storableText } from '../database/storable-text';
import { table } from '../database/table';
import type { RowOf } from '../database/table';
import type { Writes } from '../database/writes';
import { noteTime } from './fact-times-table';

/**
 * One row for every event of this product's streams, decodable or not, parked or not: what a history is filtered by.
 * What an event says stays in the log. `beside` repeats the kind of the few that are no review's, so that those are
 * found by an index that the many are not in. `session` is on every fact of a review whose request could be applied, so
 * that a session's history is one walk along an index.
 */
export const factsTable = table(
  'facts',
  {
    workspace: 'text',
    position: 'text',
    event_id: 'text',
    kind: 'text',
    beside: 'text?',
    review: 'text?',
    session: 'text?',
    type: 'text',
    actor: 'text?',
    at: 'integer',
    recorded: 'integer',
    revision: 'integer',
  },
  {
    key: ['workspace', 'position'],
    indexes: [
      ['workspace', 'type', 'position'],
      ['workspace', 'actor', 'position'],
      ['workspace', 'review', 'position'],
      ['workspace', 'session', 'position'],
      ['workspace', 'beside', 'position'],
    ],
    clustered: true,
  },
);

export type FactRow = RowOf<typeof factsTable>;
type OwnEvent = Exclude<LogEntry, { readonly kind: 'foreign' }>['event'];

/**
 * Reads nothing that a codec has to have understood first. `session` is that of the event's review as it was folded, null
 * where there is none: the same at every delivery, whether the stream is parked or not.
 */
export function noteFact(event: OwnEvent, name: StreamName, session: string | null, writes: Writes): void {
  const position = positionText(event.position);
  const at = timeIn(event);
  // Also by the store's time: what cannot be read today says its own when it can be.
  for (const time of [at, event.created]) noteTime(name.workspace, time, event.position, writes);
  writes.put(factsTable, position, {
    workspace: name.workspace,
    position,
    event_id: event.id,
    kind: name.kind,
    beside: name.kind === 'review' ? null : name.kind,
    ...subjectOf(event, name, session),
    type: storableText(event.type),
    actor: actorIn(event),
    at,
    recorded: event.created,
    revision: revisionNumber(event.revision),
  });
}

function subjectOf(
  event: OwnEvent,
  name: StreamName,
  session: string | null,
): Pick<FactRow, 'review' | 'session'> {
  switch (name.kind) {
    case 'review':
      // A request that cannot be applied still says it of itself.
      return { review: name.review, session: session ?? textIn(event, 'session') };
    case 'memory':
      return { review: textIn(event, 'review'), session: name.session };
    case 'rules':
    case 'apikeys':
      return { review: null, session: null };
  }
}

function dataOf(event: OwnEvent): RecordedEvent['data'] {
  return isRead(event) ? event.data : {};
}

function isRead(event: RecordedEvent | UnreadableEvent): event is RecordedEvent {
  return 'envelope' in event;
}

function textIn(event: OwnEvent, field: string): string | null {
  const value = dataOf(event)[field];
  return typeof value === 'string' ? storableText(value) : null;
}

function actorIn(event: OwnEvent): string | null {
  const by = dataOf(event)['by'];
  const id = typeof by === 'object' && by !== null && 'id' in by ? by['id'] : by;
  return typeof id === 'string' ? storableText(id) : null;
}

/** The event's own, else the store's. */
function timeIn(event: OwnEvent): number {
  const at = dataOf(event)['at'];
  return Number.isSafeInteger(at) ? (at as number) : event.created;
}

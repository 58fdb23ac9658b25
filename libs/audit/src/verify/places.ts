import { eventId, type StreamName } from '@countersign/event-store';
import type { Found } from './finding';
import type { Fact, OpenedEvent } from './opened-event';

/** No command records more events than these. */
export const MOST_IN_APPEND = 8;

/** Whether the stream, the workspace of the envelope and what the event is about are one. */
export function auditNames({ name, envelope, fact }: OpenedEvent): readonly Found[] {
  const { workspace } = name;
  const found: Found[] = [];
  if (envelope !== null && envelope.workspace !== workspace) {
    const sentence = `Its envelope is of the workspace ${envelope.workspace}, and its stream of ${workspace}.`;
    found.push({ code: 'foreign-workspace', sentence });
  }
  const other = fact === null ? null : otherThan(name, fact);
  if (other !== null) {
    found.push({ code: 'wrong-stream', sentence: `It is about ${other}, which is not of this stream.` });
  }
  return found;
}

function otherThan(name: StreamName, fact: Fact): string | null {
  const { event } = fact;
  if ('workspace' in event && event.workspace !== name.workspace) return `the workspace ${event.workspace}`;
  if (fact.kind === 'memory') {
    const { session } = fact.event;
    return name.kind === 'memory' && name.session === session ? null : `the session ${session}`;
  }
  if (event.type !== 'ReviewRequested') return null;
  return name.kind === 'review' && name.review === event.review ? null : `the review ${event.review}`;
}

/**
 * Whether the id is UUIDv5(stream, command, index). `index` counts the events of the command before it; where some of
 * them may be missing (`isLoose`) any index will do.
 */
export function auditId(
  { stored, envelope }: OpenedEvent,
  index: number,
  isLoose: boolean,
): readonly Found[] {
  if (envelope === null) return [];
  const { id, stream } = stored;
  const wanted = eventId(stream, envelope.commandId, index);
  if (id === wanted) return [];
  const others = Array.from({ length: MOST_IN_APPEND }, (_, other) => other);
  if (isLoose && others.some((other) => eventId(stream, envelope.commandId, other) === id)) return [];
  return [
    { code: 'wrong-event-id', sentence: `Its id does not come from its command: that makes ${wanted}.` },
  ];
}

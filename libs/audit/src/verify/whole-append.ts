import { opened, type OpenedEvent } from './opened-event';
import { MOST_IN_APPEND } from './places';
import { whereThere } from './stored-streams';
import type { VerifiedLog } from './verified-log';

/**
 * The events of an append that a range has cut: those before it, and those behind it. What the log no longer has, or an
 * export never had, is not there.
 */
export async function earlierOf(log: VerifiedLog, append: readonly OpenedEvent[]): Promise<OpenedEvent[]> {
  const [first] = append;
  if (first === undefined || first.stored.revision === 0n) return [];
  const { stream, revision, position } = first.stored;
  const from = revision > BigInt(MOST_IN_APPEND) ? revision - BigInt(MOST_IN_APPEND) : 0n;
  const earlier: OpenedEvent[] = [];
  for await (const stored of whereThere(log.readStreamStored(stream, from, MOST_IN_APPEND))) {
    if (stored === 'deleted') break;
    if (stored.position >= position) break;
    const event = opened(stored);
    if (event === null || !isOneCommand(event, first)) earlier.length = 0;
    else earlier.push(event);
  }
  return earlier;
}

export async function laterOf(log: VerifiedLog, append: readonly OpenedEvent[]): Promise<OpenedEvent[]> {
  const last = append.at(-1);
  if (last === undefined) return [];
  const { stream, revision } = last.stored;
  const later: OpenedEvent[] = [];
  for await (const stored of whereThere(log.readStreamStored(stream, revision + 1n, MOST_IN_APPEND))) {
    if (stored === 'deleted') break;
    const event = opened(stored);
    if (event === null || !isOneCommand(event, last)) break;
    later.push(event);
  }
  return later;
}

export function isOneCommand(one: OpenedEvent, other: OpenedEvent): boolean {
  const command = one.envelope?.commandId;
  return command !== undefined && command === other.envelope?.commandId;
}

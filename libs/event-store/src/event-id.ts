import { v5 } from 'uuid';

/** Fixed for ever: the ids of everything ever recorded were made under it. */
const NAMESPACE = 'fe608964-d428-49cc-9ced-9e0372307420';

/**
 * The id of a command's n-th event in a stream: UUIDv5 over `stream|commandId|index` (the design's *Facts*). An append
 * that is repeated, in this process or another, carries the same ids, and the store absorbs it.
 */
export function eventId(stream: string, commandId: string, index: number): string {
  return v5(`${stream}|${commandId}|${index}`, NAMESPACE);
}

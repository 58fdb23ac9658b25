import { LONGEST_JSON, isTooLong } from '../log/exact-json';
import type { ProposedEvent } from '../log/expectation';
import { SETTINGS, isMetastream } from '../log/stream-metadata';
import { InvalidEvent } from '../wire/append-request';

/** Throws InvalidEvent for what would say who may do what, and is too long to be read. */
export function refuseUnreadable(stream: string, { data }: ProposedEvent): void {
  if (!isMetastream(stream) && stream !== SETTINGS) return;
  if (isTooLong(data))
    throw new InvalidEvent(`The metadata of a stream, and ${SETTINGS}, may have ${LONGEST_JSON} characters.`);
}

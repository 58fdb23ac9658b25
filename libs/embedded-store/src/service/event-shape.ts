import type { EventLog } from '../log/log';
import { TOMBSTONE } from '../log/tombstone';
import { firstVisible } from '../log/visible';
import { readEventResponse, recordedEvent, withStructuredId } from '../wire/record';
import { eventData, eventTypeBytes } from '../wire/record-fields';

/** The `ReadResp` that a reader gets for a record at a position. */
export type EventShape = (record: Buffer, position: number) => Buffer;

/** Undefined when readers get records as they are, which costs nothing. */
export function eventShape(
  log: EventLog,
  wanted: { readonly resolvesLinks: boolean; readonly hasStructuredIds: boolean },
): EventShape | undefined {
  if (!wanted.resolvesLinks && !wanted.hasStructuredIds) return undefined;
  const withId = (event: Buffer | undefined): Buffer | undefined =>
    event && wanted.hasStructuredIds ? withStructuredId(event) : event;
  return (record, position) => {
    const { event, link } = wanted.resolvesLinks
      ? resolveLink(log, record)
      : { event: recordedEvent(record), link: undefined };
    return readEventResponse(withId(event), withId(link), position);
  };
}

/** `RecordedEvent`s: what a record stands for. Without `event`, it is a link to something that is not there (any more). */
export interface Resolved {
  readonly event: Buffer | undefined;
  readonly link: Buffer | undefined;
}

const LINK_TYPE = Buffer.from('$>');
const INT64_MAX = 9223372036854775807n;

/** Follows a link, one level deep and whoever asks; everything else stands for itself. */
export function resolveLink(log: EventLog, record: Buffer): Resolved {
  const itself = recordedEvent(record);
  if (!eventTypeBytes(record).equals(LINK_TYPE)) return { event: itself, link: undefined };
  const text = eventData(record).toString('utf8');
  const at = text.indexOf('@');
  const revision = toRevision(at < 0 ? text : text.slice(0, at));
  if (revision === undefined) return { event: itself, link: undefined };
  const target = at < 0 ? undefined : visibleEvent(log, text.slice(at + 1), revision);
  return { event: target && recordedEvent(target), link: itself };
}

/** What .NET takes for a number of 64 bits. */
function toRevision(text: string): bigint | undefined {
  if (!/^[\t-\r ]*[+-]?\d+[\t-\r ]*$/.test(text)) return undefined;
  const revision = BigInt(text.trim().replace('+', ''));
  return revision <= INT64_MAX && revision >= -INT64_MAX - 1n ? revision : undefined;
}

/** -1 is the last event. */
function visibleEvent(log: EventLog, name: string, revision: bigint): Buffer | undefined {
  const stream = log.stream(name);
  if (stream.last < 0 || stream.last === TOMBSTONE || log.isTombstoned(name)) return undefined;
  const wanted = revision === -1n ? stream.last : Number(revision);
  if (wanted > stream.last || wanted < firstVisible(log.reader, stream, Date.now())) return undefined;
  return log.reader.event(stream.key, wanted)?.record;
}

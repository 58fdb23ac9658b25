import { parseStream, type StoredLogEvent, type StreamName } from '@countersign/event-store';
import type { Found } from './finding';

const METADATA = '$$';

/** The stream of ours that an event of the store's own is about, null for every other event. */
export function streamRuledBy({ stream, type }: StoredLogEvent): StreamName | null {
  if (stream.startsWith(METADATA)) return parseStream(stream.slice(METADATA.length));
  return type.startsWith('$') ? parseStream(stream) : null;
}

/** Nothing of ours ever says to the store what to keep or whom to show it, so whatever it says hides what was recorded. */
export function auditMetadata({ stream, type, data }: StoredLogEvent): Found {
  const said =
    stream.startsWith(METADATA) && data !== null && typeof data === 'object'
      ? Object.entries(data).map(([name, value]) => `${name} ${JSON.stringify(value)}`.slice(0, 100))
      : [type];
  const about = stream.startsWith(METADATA) ? stream.slice(METADATA.length) : stream;
  return {
    code: 'stream-metadata',
    sentence: `The store was told of ${about}: ${said.join(', ') || 'nothing'}. It may hide events that were recorded.`,
  };
}

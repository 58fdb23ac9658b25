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
  const isMetadata = stream.startsWith(METADATA);
  const said = isMetadata && data !== null && typeof data === 'object' ? membersOf(data) : type;
  return {
    code: 'stream-metadata',
    sentence: `The store was told of its stream: ${said}. That can hide what was recorded.`,
  };
}

/** Only numbers and texts are shown: anything else could be as deep as it likes. */
function membersOf(data: object): string {
  const members = Object.entries(data).map(([name, value]: [string, unknown]) =>
    typeof value === 'number' || typeof value === 'string' ? `${name} ${value}`.slice(0, 100) : name,
  );
  return members.slice(0, 10).join(', ') || 'nothing';
}

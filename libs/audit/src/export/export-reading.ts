import type { FileHandle } from 'node:fs/promises';
import { parseStream, type Position, type StoredLogEvent } from '@countersign/event-store';
import { EXPORT_FORMAT, type Manifest } from './export-lines';
import { jsonText } from './json-text';

/** The file is no export, or none that this version knows. */
export class UnusableExport extends Error {
  override readonly name = 'UnusableExport';
}

/** Without its end. */
interface Line {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly text: string;
}

const CHUNK = 256 * 1024;
/** No event is larger: the store takes none. */
const LONGEST_LINE = 64 * 1024 * 1024;
const NEWLINE = 0x0a;
/** Of what a manifest says. */
const LONGEST_SHOWN = 100;

/** All lines but the blank ones, which were sent to keep a connection open and are part of nothing. */
export async function* linesOf(file: FileHandle): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let offset = 0;
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, at).catch(unreadable);
    if (bytesRead === 0) break;
    at += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, begin)) {
      const bytes = Buffer.concat([...parts, chunk.subarray(begin, end)]);
      const text = bytes.toString('utf8');
      if (text.trim() !== '') yield { offset, bytes, text };
      offset += bytes.length + 1;
      begin = end + 1;
      parts = [];
      length = 0;
    }
    parts.push(chunk.subarray(begin));
    length += bytesRead - begin;
    if (length > LONGEST_LINE) throw new UnusableExport('It has a line longer than any event.');
  }
  // What was cut off in the middle of a line is one all the same.
  const bytes = Buffer.concat(parts);
  const text = bytes.toString('utf8');
  if (text.trim() !== '') yield { offset, bytes, text };
}

function unreadable(error: unknown): never {
  throw new UnusableExport(error instanceof Error ? error.message : String(error));
}

/** Null for what is no event of an export. */
export function eventIn(line: string): StoredLogEvent | null {
  const read = parsed(line);
  if (read?.['kind'] !== 'event') return null;
  const { position, stream, revision, id, type, created, data, metadata } = read;
  const texts = [stream, id, type].every((text) => typeof text === 'string');
  if (!texts || !isCount(position) || !isCount(revision)) return null;
  return {
    position: BigInt(position) as Position,
    stream: stream as string,
    revision: BigInt(revision),
    id: id as string,
    type: type as string,
    created: typeof created === 'number' ? created : 0,
    data,
    metadata,
    isForeign: parseStream(stream as string) === null,
  };
}

export function manifestIn(line: string): Manifest | null {
  const read = parsed(line);
  if (read?.['kind'] !== 'manifest') return null;
  if (read['format'] !== EXPORT_FORMAT) {
    throw new UnusableExport(`Its format is ${brief(read['format'])}, which this version does not know.`);
  }
  const places = ['from', 'to', 'firstPosition', 'lastPosition'].map((name) => read[name] ?? null);
  if (!places.every((place) => place === null || isCount(place))) {
    throw new UnusableExport('Its manifest names places that are none.');
  }
  return read as unknown as Manifest;
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

/** What a manifest says, whatever that is. */
export function brief(value: unknown): string {
  return value === undefined ? 'nothing' : jsonText(value).slice(0, LONGEST_SHOWN);
}

function isCount(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,20}$/.test(text);
}

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { parseStream, type Position, type StoredLogEvent, type StoredRange } from '@countersign/event-store';
import type { Finding, FindingCode } from '../verify/finding';
import type { VerifiedLog } from '../verify/verified-log';
import { EXPORT_FORMAT, type Manifest, Tips } from './export-lines';

/** The file is no export, or none that this version knows. */
class UnusableExport extends Error {
  override readonly name = 'UnusableExport';
}

interface Line {
  readonly offset: number;
  readonly text: string;
}

const CHUNK = 256 * 1024;
/** No event is larger: the store takes none. */
const LONGEST_LINE = 64 * 1024 * 1024;
const BATCH = 250;
const NEWLINE = 0x0a;

/**
 * An export, as a log to be verified. Opening it reads it once: what it says of itself is held against what is in it, and
 * where each stream's events are is kept (some bytes an event).
 */
export class ExportFile implements VerifiedLog {
  private readonly places = new Map<string, number[]>();
  manifest: Manifest | null = null;

  private constructor(private readonly file: FileHandle) {}

  /** Throws {@link UnusableExport}. Each `onFinding` is about the file as a whole, or a line of it. */
  static async open(path: string, onFinding: (finding: Finding) => void): Promise<ExportFile> {
    const file = await open(path).catch((error: unknown) => {
      throw new UnusableExport(error instanceof Error ? error.message : String(error));
    });
    const opened = new ExportFile(file);
    try {
      await opened.look(onFinding);
      return opened;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** An incomplete one does not say where it began. */
  get mayBeginLate(): boolean {
    return this.manifest === null || this.manifest.from !== null;
  }

  /** Where its range ends with its last event, what was recorded with that one may be behind it. */
  get mayEndEarly(): boolean {
    return this.manifest === null || this.manifest.to === this.manifest.lastPosition;
  }

  async *readAllStored({ after = null, from, to }: StoredRange = {}): AsyncGenerator<StoredLogEvent[]> {
    let batch: StoredLogEvent[] = [];
    for await (const { text } of linesOf(this.file)) {
      const event = eventIn(text);
      if (event === null || (after !== null && event.position <= after)) continue;
      if ((from !== undefined && event.position < from) || (to !== undefined && event.position > to))
        continue;
      batch.push(event);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async *readStreamStored(stream: string, from: bigint, limit: number): AsyncGenerator<StoredLogEvent> {
    const places = this.places.get(stream) ?? [];
    let given = 0;
    for (let index = 0; index < places.length && given < limit; index += 2) {
      const length = places[index + 1] as number;
      const { buffer } = await this.file.read(Buffer.alloc(length), 0, length, places[index] as number);
      const event = eventIn(buffer.toString('utf8'));
      if (event === null || event.revision < from) continue;
      given += 1;
      yield event;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async look(onFinding: (finding: Finding) => void): Promise<void> {
    const seen = { bytes: createHash('sha256'), tips: new Tips(), events: 0, last: null as Position | null };
    const tell = (code: FindingCode, sentence: string, event?: StoredLogEvent): void =>
      onFinding({ ...placeOf(event), code, sentence });
    let first: string | null = null;
    let lines = 0;
    for await (const { offset, text } of linesOf(this.file)) {
      lines += 1;
      if (this.manifest !== null) {
        tell('edited-export', 'There are lines behind its manifest.');
        return;
      }
      const event = eventIn(text);
      const manifest = event === null ? manifestIn(text) : null;
      if (lines === 1 && event === null && manifest === null) throw new UnusableExport('It is no export.');
      if (manifest !== null) {
        this.manifest = manifest;
        for (const problem of problemsOf(manifest, first, seen)) tell('edited-export', problem);
        continue;
      }
      seen.bytes.update(`${text}\n`);
      if (event === null) {
        tell('edited-export', `Line ${lines} is no event.`);
        continue;
      }
      const places = this.places.get(event.stream) ?? [];
      places.push(offset, Buffer.byteLength(text));
      this.places.set(event.stream, places);
      if (seen.last !== null && event.position <= seen.last) {
        tell('out-of-order', `It stands behind position ${seen.last}.`, event);
      }
      first ??= event.position.toString();
      seen.last = event.position;
      seen.events += 1;
      seen.tips.add(event);
    }
    if (lines === 0) throw new UnusableExport('It is empty.');
    if (this.manifest === null) tell('incomplete-export', 'It has no manifest: it was cut off.');
  }
}

interface Seen {
  readonly bytes: Hash;
  readonly tips: Tips;
  readonly events: number;
  readonly last: Position | null;
}

function problemsOf(manifest: Manifest, first: string | null, { bytes, tips, events, last }: Seen): string[] {
  const wanted = {
    events,
    streams: tips.streams,
    firstPosition: first,
    lastPosition: last?.toString() ?? null,
    sha256: bytes.digest('hex'),
    tips: tips.digest(),
  };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const said = manifest[name as keyof typeof wanted];
    return said === value ? [] : [`Its manifest says ${name} ${said}, and it is ${value}.`];
  });
}

function placeOf(event?: StoredLogEvent) {
  const { stream = '', revision = 0n, position = 0n, id = '', type = '' } = event ?? {};
  return { stream, revision, position, eventId: id, type };
}

async function* linesOf(file: FileHandle): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, at);
    at += bytesRead;
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let begin = 0;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, begin)) {
      yield { offset: offset + begin, text: rest.toString('utf8', begin, end) };
      begin = end + 1;
    }
    rest = rest.subarray(begin);
    offset += begin;
    if (rest.length > LONGEST_LINE) throw new UnusableExport('It has a line longer than any event.');
    if (bytesRead > 0) continue;
    // What was cut off in the middle of a line is one all the same.
    if (rest.length > 0) yield { offset, text: rest.toString('utf8') };
    return;
  }
}

/** Null for what is no event of an export. */
function eventIn(line: string): StoredLogEvent | null {
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

function manifestIn(line: string): Manifest | null {
  const read = parsed(line);
  if (read?.['kind'] !== 'manifest') return null;
  if (read['format'] !== EXPORT_FORMAT) {
    throw new UnusableExport(
      `Its format is ${JSON.stringify(read['format'])}, which this version does not know.`,
    );
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

function isCount(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,20}$/.test(text);
}

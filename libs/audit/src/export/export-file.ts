import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Position, StoredLogEvent, StoredRange } from '@countersign/event-store';
import type { Finding, FindingCode } from '../verify/finding';
import type { VerifiedLog } from '../verify/verified-log';
import type { Manifest } from './export-lines';
import { brief, eventIn, linesOf, manifestIn, UnusableExport } from './export-reading';

/** What an export covers; positions inclusive. */
interface Range {
  readonly workspace: string | null;
  readonly from: bigint;
  readonly to: bigint;
}

interface Opening {
  /** Aborted, opening ends early, and what it found so far is all that is told. */
  readonly signal?: AbortSignal;
  /** Whether streams are read by name: 16 bytes an event are kept for that. */
  readonly byStream?: boolean;
}

const BATCH = 250;

/**
 * An export, as a log to be verified. Opening it reads it once: what it says of itself is held against what is in it, and
 * where each stream's events are is kept, unless nobody asks.
 */
export class ExportFile implements VerifiedLog {
  private readonly places = new Map<string, number[]>();
  manifest: Manifest | null = null;

  private constructor(
    private readonly file: FileHandle,
    private readonly opening: Opening,
  ) {}

  /** Throws {@link UnusableExport}. Each `onFinding` is about the file as a whole, or a line of it. */
  static async open(
    path: string,
    onFinding: (finding: Finding) => void,
    opening: Opening = {},
  ): Promise<ExportFile> {
    const file = await open(path).catch((error: unknown) => {
      throw new UnusableExport(error instanceof Error ? error.message : String(error));
    });
    const opened = new ExportFile(file, opening);
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

  /** Null where nobody can say what it covers: it has no manifest, or neither an event nor an end. */
  get range(): Range | null {
    if (this.manifest === null) return null;
    const { workspace, from, to, lastPosition } = this.manifest;
    const end = to ?? lastPosition;
    return end === null ? null : { workspace, from: BigInt(from ?? 0), to: BigInt(end) };
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
    const seen = new Seen();
    const tell: Tell = (code, sentence, event) => onFinding({ ...placeOf(event), code, sentence });
    for await (const { offset, bytes, text } of linesOf(this.file)) {
      if (this.opening.signal?.aborted === true) return;
      if (this.manifest !== null) {
        tell('edited-export', 'There are lines behind its manifest.');
        return;
      }
      const event = eventIn(text);
      this.manifest = event === null ? manifestIn(text) : null;
      if (this.manifest !== null) {
        for (const problem of seen.problemsOf(this.manifest)) tell('edited-export', problem);
        continue;
      }
      if (event === null && seen.lines === 0) throw new UnusableExport('It is no export.');
      seen.take(bytes, event, tell);
      if (event !== null && this.opening.byStream !== false) {
        this.keepPlace(event.stream, offset, bytes.length);
      }
    }
    if (this.manifest !== null) return;
    if (seen.lines === 0) throw new UnusableExport('It is empty.');
    tell('incomplete-export', 'It has no manifest: it was cut off.');
  }

  private keepPlace(stream: string, offset: number, length: number): void {
    const places = this.places.get(stream) ?? [];
    places.push(offset, length);
    this.places.set(stream, places);
  }
}

type Tell = (code: FindingCode, sentence: string, event?: StoredLogEvent) => void;

/** What is in an export, to be held against what its manifest says. */
class Seen {
  lines = 0;
  private readonly bytes = createHash('sha256');
  private events = 0;
  private first: Position | null = null;
  private last: Position | null = null;

  take(bytes: Buffer, event: StoredLogEvent | null, tell: Tell): void {
    this.lines += 1;
    this.bytes.update(bytes).update('\n');
    if (event === null) return tell('edited-export', `Line ${this.lines} is no event.`);
    if (this.last !== null && event.position <= this.last) {
      tell('out-of-order', `It stands behind position ${this.last}.`, event);
    }
    this.first ??= event.position;
    this.last = event.position;
    this.events += 1;
  }

  problemsOf(manifest: Manifest): string[] {
    const wanted = {
      events: this.events,
      firstPosition: this.first?.toString() ?? null,
      lastPosition: this.last?.toString() ?? null,
      sha256: this.bytes.digest('hex'),
    };
    return Object.entries(wanted).flatMap(([name, value]) => {
      const said = manifest[name as keyof typeof wanted];
      return said === value ? [] : [`Its manifest says ${name} ${brief(said)}, and it is ${value}.`];
    });
  }
}

function placeOf(event?: StoredLogEvent) {
  const { stream = '', revision = 0n, position = 0n, id = '', type = '' } = event ?? {};
  return { stream, revision, position, eventId: id, type };
}

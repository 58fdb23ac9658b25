import { createHash } from 'node:crypto';
import {
  openEnvelope,
  parseStream,
  type Position,
  type StoredLog,
  type StoredLogEvent,
} from '@countersign/event-store';

export const EXPORT_FORMAT = 'countersign-export/1';

/** The last line of an export; without it an export is incomplete. Positions and revisions are decimal strings. */
export interface Manifest {
  readonly kind: 'manifest';
  readonly format: typeof EXPORT_FORMAT;
  readonly workspace: string | null;
  /** As asked for; null: from the beginning, to the end. */
  readonly from: string | null;
  readonly to: string | null;
  readonly events: number;
  readonly streams: number;
  readonly firstPosition: string | null;
  readonly lastPosition: string | null;
  /** SHA-256, hex, over all bytes before this line. */
  readonly sha256: string;
  /** SHA-256, hex, over the lines `stream revision hash` of the last event of each stream, sorted by code units. */
  readonly tips: string;
  readonly exportedAt: string;
  readonly complete: true;
}

export interface Export {
  readonly log: StoredLog;
  /** Null: all of them. */
  readonly workspace: string | null;
  /** Inclusive; null from the beginning. */
  readonly from: Position | null;
  /** Inclusive; null to where the log ends when it comes there. */
  readonly to: Position | null;
  /** Aborted, it ends without a manifest. */
  readonly signal?: AbortSignal;
  readonly now: () => number;
  readonly onProgress?: (position: Position, events: number) => void;
}

/** The last event of every stream so far. It grows with the number of streams, and with nothing else. */
export class Tips {
  private readonly tips = new Map<string, string>();

  get streams(): number {
    return this.tips.size;
  }

  add({ stream, revision, metadata }: Pick<StoredLogEvent, 'stream' | 'revision' | 'metadata'>): void {
    this.tips.set(stream, `${revision} ${openEnvelope(metadata)?.hash ?? ''}`);
  }

  digest(): string {
    const lines = [...this.tips].map(([stream, tip]) => `${stream} ${tip}\n`);
    const hash = createHash('sha256');
    for (const line of lines.sort((one, other) => (one < other ? -1 : 1))) hash.update(line);
    return hash.digest('hex');
  }
}

/**
 * NDJSON: a line for each event as it is stored, in log order, and the manifest. Each piece is some whole lines; the next
 * is read when the one before was taken.
 */
export async function* exportLines(wanted: Export): AsyncGenerator<string, void, undefined> {
  const { log, from, to, signal, now, onProgress } = wanted;
  const tally = new Tally();
  const range = { ...(from !== null && { from }), ...(to !== null && { to }) };
  for await (const batch of log.readAllStored(range)) {
    if (signal?.aborted === true) return;
    const lines = tally.take(batch, wanted.workspace);
    onProgress?.(batch.at(-1)?.position ?? (0n as Position), tally.events);
    if (lines !== '') yield lines;
  }
  if (signal?.aborted !== true) yield `${JSON.stringify(tally.manifest(wanted, now()))}\n`;
}

/** What a manifest says of the lines before it. */
class Tally {
  events = 0;
  private readonly bytes = createHash('sha256');
  private readonly tips = new Tips();
  private first: Position | null = null;
  private last: Position | null = null;

  take(batch: readonly StoredLogEvent[], workspace: string | null): string {
    let lines = '';
    for (const event of batch) {
      const name = parseStream(event.stream);
      if (name === null || (workspace !== null && name.workspace !== workspace)) continue;
      lines += `${eventLine(event)}\n`;
      this.tips.add(event);
      this.events += 1;
      this.first ??= event.position;
      this.last = event.position;
    }
    this.bytes.update(lines);
    return lines;
  }

  manifest({ workspace, from, to }: Pick<Export, 'workspace' | 'from' | 'to'>, now: number): Manifest {
    const text = (position: Position | null): string | null =>
      position === null ? null : position.toString();
    return {
      kind: 'manifest',
      format: EXPORT_FORMAT,
      workspace,
      from: text(from),
      to: text(to),
      events: this.events,
      streams: this.tips.streams,
      firstPosition: text(this.first),
      lastPosition: text(this.last),
      sha256: this.bytes.digest('hex'),
      tips: this.tips.digest(),
      exportedAt: new Date(now).toISOString(),
      complete: true,
    };
  }
}

function eventLine({
  position,
  stream,
  revision,
  id,
  type,
  created,
  data,
  metadata,
}: StoredLogEvent): string {
  return JSON.stringify({
    kind: 'event',
    position: position.toString(),
    stream,
    revision: revision.toString(),
    id,
    type,
    created,
    data,
    metadata,
  });
}

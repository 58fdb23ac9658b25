import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
  openEnvelope,
  parseStream,
  type Position,
  type StoredLog,
  type StoredLogEvent,
} from '@countersign/event-store';
import { jsonText } from './json-text';

export const EXPORT_FORMAT = 'countersign-export/1';

/** The last line of an export; without it an export is incomplete. Positions and revisions are decimal strings. */
export interface Manifest {
  readonly kind: 'manifest';
  readonly format: typeof EXPORT_FORMAT;
  readonly workspace: string | null;
  /** As asked for; null: from the beginning, to the end of the log. `to` is behind the append that it would cut. */
  readonly from: string | null;
  readonly to: string | null;
  readonly events: number;
  readonly firstPosition: string | null;
  readonly lastPosition: string | null;
  /** SHA-256, hex, over all lines before this one with their line ends, without blank lines. */
  readonly sha256: string;
  readonly exportedAt: string;
  readonly complete: true;
}

export interface Export {
  readonly log: StoredLog;
  /** Null: all of them. */
  readonly workspace: string | null;
  /** Inclusive; null from the beginning. */
  readonly from: Position | null;
  /** Inclusive; moved to the end of the append that it would cut. Null: to the end of the log. */
  readonly to: Position | null;
  /** Where the log ended when the export began; null where that does not matter. */
  readonly head?: Position | null;
  /** Aborted, it ends without a manifest. */
  readonly signal?: AbortSignal;
  readonly now: () => number;
  readonly onProgress?: (position: Position, events: number) => void;
}

/**
 * NDJSON: a line for each event as it is stored, in log order, and the manifest. Each piece is some whole lines; the next
 * is read when the one before was taken. Whatever else the process does has its turn between two batches.
 */
export async function* exportLines(wanted: Export): AsyncGenerator<string, void, undefined> {
  const { log, from, signal, now, onProgress } = wanted;
  const tally = new Tally(wanted.workspace);
  const end = new End(wanted.to ?? wanted.head ?? null);
  for await (const batch of log.readAllStored(from === null ? {} : { from })) {
    if (signal?.aborted === true) return;
    const within = batch.filter((event) => end.isBefore(event));
    const lines = tally.take(within);
    onProgress?.(within.at(-1)?.position ?? (0n as Position), tally.events);
    if (lines !== '') yield lines;
    if (within.length < batch.length) break;
    await turn();
  }
  if (signal?.aborted !== true) yield `${JSON.stringify(tally.manifest(wanted, now()))}\n`;
}

/** Where an export ends: never in the middle of an append, which would look like a decision without its outcome. */
class End {
  private last: StoredLogEvent | null = null;
  private isOver = false;

  constructor(private readonly to: Position | null) {}

  isBefore(event: StoredLogEvent): boolean {
    if (this.isOver) return false;
    this.isOver = this.to !== null && event.position > this.to && !isOneAppend(this.last, event);
    this.last = event;
    return !this.isOver;
  }
}

function isOneAppend(one: StoredLogEvent | null, other: StoredLogEvent): boolean {
  if (one === null || one.stream !== other.stream) return false;
  const command = openEnvelope(one.metadata)?.commandId;
  return command !== undefined && command === openEnvelope(other.metadata)?.commandId;
}

/** What a manifest says of the lines before it. */
class Tally {
  events = 0;
  private readonly bytes = createHash('sha256');
  private first: Position | null = null;
  private last: Position | null = null;

  constructor(private readonly workspace: string | null) {}

  take(batch: readonly StoredLogEvent[]): string {
    let lines = '';
    for (const event of batch) {
      const name = parseStream(event.stream);
      if (name === null || (this.workspace !== null && name.workspace !== this.workspace)) continue;
      lines += `${eventLine(event)}\n`;
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
    const isMoved = to !== null && this.last !== null && this.last > to;
    return {
      kind: 'manifest',
      format: EXPORT_FORMAT,
      workspace,
      from: text(from),
      to: text(isMoved ? this.last : to),
      events: this.events,
      firstPosition: text(this.first),
      lastPosition: text(this.last),
      sha256: this.bytes.digest('hex'),
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
  return jsonText({
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

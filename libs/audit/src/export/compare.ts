import { parseStream, type Position, type StoredLog, type StoredLogEvent } from '@countersign/event-store';
import type { Finding } from '../verify/finding';
import type { ExportFile } from './export-file';
import { isSameJson } from './json-text';

interface Comparison {
  readonly exported: Pick<ExportFile, 'readAllStored' | 'range'>;
  readonly log: Pick<StoredLog, 'readAllStored'>;
  /** Only of this workspace; null: of all. */
  readonly workspace: string | null;
  readonly signal?: AbortSignal;
  readonly onFinding: (finding: Finding) => void;
}

/**
 * Whether a log holds exactly what an export of it says: every event as it was, and within the range of the export no
 * other one of ours. The two are walked side by side in log order. This finds a tail that was cut off, a history that was
 * written anew, and what was put in later. What is missing in one piece is told once.
 */
export async function compareWithExport(comparison: Comparison): Promise<void> {
  const { exported, log, workspace, signal, onFinding } = comparison;
  const gap = new Gap(onFinding);
  const isWanted = ({ stream }: StoredLogEvent): boolean =>
    workspace === null || parseStream(stream)?.workspace === workspace;
  const isAdded = addedTo(exported.range);
  const added = (event: StoredLogEvent): void => {
    if (!isWanted(event) || !isAdded(event)) return;
    const sentence = 'It is not in the export, which covers its place in the log.';
    onFinding({ ...placeOf(event), code: 'added-since-export', sentence });
  };
  const live = new Walk(log, added);
  try {
    for await (const batch of exported.readAllStored()) {
      if (signal?.aborted === true) return;
      for (const event of batch) {
        if (!isWanted(event)) continue;
        const now = await live.at(event.position);
        if (now === null) {
          gap.add(event);
          continue;
        }
        gap.tell();
        const change = changeOf(event, now);
        if (change === null) continue;
        const sentence = `Its ${change} is not what was exported.`;
        onFinding({ ...placeOf(event), code: 'changed-since-export', sentence });
      }
    }
    gap.tell();
    if (exported.range !== null) await live.passTo(exported.range.to, signal);
  } finally {
    await live.end();
  }
}

/** Whether an export would have held an event. What one without a manifest covers nobody can say. */
function addedTo(range: ExportFile['range']): (event: StoredLogEvent) => boolean {
  if (range === null) return () => false;
  return ({ stream, position }) => {
    const name = parseStream(stream);
    const isOfIt = name !== null && (range.workspace === null || name.workspace === range.workspace);
    return isOfIt && position >= range.from && position <= range.to;
  };
}

/** What is missing in one piece. */
class Gap {
  private first: StoredLogEvent | null = null;
  private last: StoredLogEvent | null = null;
  private count = 0;

  constructor(private readonly onFinding: (finding: Finding) => void) {}

  add(event: StoredLogEvent): void {
    this.first ??= event;
    this.last = event;
    this.count += 1;
  }

  tell(): void {
    const { first, last, count } = this;
    if (first === null || last === null) return;
    const sentence =
      count === 1
        ? 'It was exported and is not in the log any more.'
        : `From here to position ${last.position}, ${count} events were exported and are not in the log any more.`;
    this.onFinding({ ...placeOf(first), code: 'missing-since-export', sentence });
    this.first = null;
    this.count = 0;
  }
}

/** A walk through the log that only goes on. */
class Walk {
  private readonly batches: AsyncIterator<readonly StoredLogEvent[]>;
  private waiting: readonly StoredLogEvent[] = [];
  private next = 0;

  constructor(
    log: Pick<StoredLog, 'readAllStored'>,
    /** Told of every event that nobody asked for. */
    private readonly passed: (event: StoredLogEvent) => void,
  ) {
    this.batches = log.readAllStored()[Symbol.asyncIterator]();
  }

  /** The event at exactly this position. */
  async at(position: Position): Promise<StoredLogEvent | null> {
    for (;;) {
      const event = await this.peek();
      if (event === null || event.position > position) return null;
      this.next += 1;
      if (event.position === position) return event;
      this.passed(event);
    }
  }

  /** Over everything up to and with this position. */
  async passTo(position: bigint, signal?: AbortSignal): Promise<void> {
    while (signal?.aborted !== true) {
      const event = await this.peek();
      if (event === null || event.position > position) return;
      this.next += 1;
      this.passed(event);
    }
  }

  async end(): Promise<void> {
    await this.batches.return?.();
  }

  private async peek(): Promise<StoredLogEvent | null> {
    for (;;) {
      const event = this.waiting[this.next];
      if (event !== undefined) return event;
      const batch = await this.batches.next();
      if (batch.done === true) return null;
      this.waiting = batch.value;
      this.next = 0;
    }
  }
}

/** What differs; a personal part that was sealed since then does not, its digest vouches for it. */
function changeOf(then: StoredLogEvent, now: StoredLogEvent): string | null {
  for (const part of ['id', 'stream', 'revision', 'type', 'created'] as const) {
    if (then[part] !== now[part]) return part;
  }
  if (!isSameJson(then.metadata, now.metadata)) return 'envelope';
  return isSameJson(sealedLike(then.data, now.data), now.data) ? null : 'content';
}

function sealedLike(then: unknown, now: unknown): unknown {
  const [was, is] = [personalIn(then), personalIn(now)];
  if (was === null || is === null) return then;
  const parts = Object.entries(was).map(([key, part]) => [key, is[key] === null ? null : part] as const);
  return { ...(then as object), personal: Object.fromEntries(parts) };
}

function personalIn(data: unknown): Record<string, unknown> | null {
  if (data === null || typeof data !== 'object' || !('personal' in data)) return null;
  const { personal } = data;
  return personal !== null && typeof personal === 'object' ? (personal as Record<string, unknown>) : null;
}

function placeOf({ stream, revision, position, id: eventId, type }: StoredLogEvent) {
  return { stream, revision, position, eventId, type };
}

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { exportLines } from '@countersign/audit';
import type { LogReader, Position, StoredLog } from '@countersign/event-store';
import type { Inquiry } from './inquiry-arguments';
import { Progress } from './progress';
import { UsageMistake } from './usage-mistake';
import type { Voice } from './voice';

interface Exporter {
  readonly log: LogReader & StoredLog;
  readonly signal: AbortSignal;
  readonly voice: Voice;
}

const INTERRUPTED = 130;
/** For its owner only: it holds everything. */
const MODE = 0o600;

/** Writes the log, or a part of it, as NDJSON. A file appears under its name once it is complete. */
export async function exported(
  { workspace, from, to, out }: Extract<Inquiry, { readonly kind: 'export' }>,
  { log, signal, voice }: Exporter,
): Promise<number> {
  if (out !== null && existsSync(out)) throw taken(out);
  const head = await log.head();
  const progress = new Progress(voice);
  let events = 0;
  const lines = exportLines({
    log,
    workspace,
    from: from as Position | null,
    to: (to ?? head) as Position | null,
    signal,
    now: Date.now,
    onProgress: (position, count) => {
      events = count;
      progress.step({ position, end: head ?? 0n, events: count });
    },
  });
  await (out === null ? print(lines) : save(lines, out, signal));
  if (signal.aborted) {
    voice.warn(out === null ? 'Interrupted: there is no manifest.' : 'Interrupted: no file was made.');
    return INTERRUPTED;
  }
  if (out !== null) await voice.answer({ file: out, events }, [`${events} events are in ${out}.`]);
  return 0;
}

async function print(lines: AsyncIterable<string>): Promise<void> {
  for await (const piece of lines) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}

async function save(lines: AsyncIterable<string>, out: string, signal: AbortSignal): Promise<void> {
  const partial = `${out}.partial-${process.pid}`;
  const file = await open(partial, 'wx', MODE).catch((error: unknown) => {
    throw new UsageMistake(`--out: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    await write(file, lines);
    if (signal.aborted) return;
    // Unlike a rename, a link never takes the place of a file that came meanwhile.
    await link(partial, out).catch((error: unknown) => {
      throw (error as { readonly code?: unknown }).code === 'EEXIST' ? taken(out) : error;
    });
  } finally {
    await unlink(partial);
  }
}

async function write(file: FileHandle, lines: AsyncIterable<string>): Promise<void> {
  try {
    for await (const piece of lines) await file.write(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

function taken(out: string): UsageMistake {
  return new UsageMistake(`--out: ${out} is there already, and is not overwritten`);
}

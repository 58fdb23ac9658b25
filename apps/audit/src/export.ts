import { exportLines } from '@countersign/audit';
import type { LogReader, Position, StoredLog } from '@countersign/event-store';
import type { Inquiry } from './inquiry-arguments';
import { headFor } from './log-range';
import { type FileSystem, NewFile } from './new-file';
import { Progress } from './progress';
import type { Voice } from './voice';

interface Exporter {
  readonly log: LogReader & StoredLog;
  readonly signal: AbortSignal;
  readonly voice: Voice;
  readonly system?: Partial<FileSystem>;
}

const INTERRUPTED = 130;
const UNSYNCED = 'The folder cannot be synced: after a loss of power the file may not be there.';

/** Writes the log, or a part of it, as NDJSON. A file appears under its name once it is complete. */
export async function exported(
  { workspace, from, to, out }: Extract<Inquiry, { readonly kind: 'export' }>,
  exporter: Exporter,
): Promise<number> {
  const { log, signal, voice } = exporter;
  const head = await headFor({ from, to }, log);
  const progress = new Progress(voice);
  let events = 0;
  const interrupted = (what: string): number => {
    voice.warn(`Interrupted: ${what}.`);
    return INTERRUPTED;
  };
  const lines = exportLines({
    log,
    workspace,
    from: from as Position | null,
    to: to as Position | null,
    head,
    signal,
    now: Date.now,
    onProgress: (position, count) => {
      events = count;
      progress.step({ position, end: to ?? head ?? 0n, events: count });
    },
  });
  if (out === null) {
    for await (const piece of lines) await voice.print(piece);
    if (signal.aborted) return interrupted('there is no manifest');
  } else {
    const saved = await save(lines, out, exporter);
    if (saved === 'not made') return interrupted('no file was made');
    if (saved === 'unsynced') voice.warn(UNSYNCED);
    await voice.answer({ file: out, events }, [`${events} events are in ${out}.`]);
  }
  return 0;
}

/** `unsynced`: it is not sure that the file outlives a loss of power. */
async function save(
  lines: AsyncIterable<string>,
  out: string,
  { signal, voice, system }: Exporter,
): Promise<'not made' | 'synced' | 'unsynced'> {
  const file = await NewFile.create(out, system);
  try {
    for await (const piece of lines) await file.write(piece);
    if (signal.aborted) return 'not made';
    return (await file.appear()) ? 'synced' : 'unsynced';
  } finally {
    const left = await file.close();
    if (left !== null) voice.warn(left);
  }
}

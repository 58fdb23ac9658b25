import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogReader } from '@countersign/event-store';
import { type ReplayedPlace, replayViews, type ShownTable, tablesShown } from '@countersign/projections';
import type { Command } from './arguments';
import { cell } from './cells';
import { codeOf, messageOf } from './errors';
import { notWritten, notWrittenDatabase } from './not-written';
import { Progress } from './progress';
import { UsageMistake } from './usage-mistake';
import type { Voice } from './voice';

interface Replay {
  readonly log: LogReader;
  readonly signal: AbortSignal;
  readonly voice: Voice;
}

/** Rebuilds the views as they were at a place of the log, and prints their tables. */
export async function replayTo(
  { log, signal, voice }: Replay,
  { to, out, rows }: Extract<Command, { readonly kind: 'replay' }>,
): Promise<number> {
  if (out !== null) await mkdir(out, { recursive: true, mode: 0o700 }).catch(unusable);
  const folder = out ?? (await mkdtemp(join(tmpdir(), 'countersign-replay-')).catch(notWritten));
  try {
    const file = join(folder, 'views.sqlite');
    const progress = new Progress(voice);
    const place = await replayViews({
      log,
      file,
      to,
      signal,
      onProgress: (step) => progress.step(step),
    }).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST')
        throw new UsageMistake(`${file} is there already: give --out a folder without one`);
      return notWrittenDatabase(error);
    });
    const kept = out === null ? null : file;
    if (voice.isJson)
      await voice.answer({ place: placeBody(place), file: kept, tables: await all(file, rows) }, []);
    else await print(voice, { place, file, isKept: kept !== null, rows });
    return 0;
  } finally {
    if (out === null) await rm(folder, { recursive: true, force: true });
  }
}

function unusable(error: unknown): never {
  throw new UsageMistake(`--out: ${messageOf(error)}`);
}

/** A place as documents have it. */
export function placeBody({ position, eventId, events, time }: ReplayedPlace) {
  return {
    position: position?.toString() ?? null,
    event: eventId,
    events,
    time: time === null ? null : new Date(time).toISOString(),
  };
}

export function placeLine({ position, eventId, events, time }: ReplayedPlace): string {
  if (position === null) return 'before the first event';
  const recorded = time === null ? '' : `, recorded at ${new Date(time).toISOString()}`;
  return `at position ${position} (event ${eventId ?? ''}), after ${events} events${recorded}`;
}

async function all(file: string, rows: number): Promise<readonly ShownTable[]> {
  const tables: ShownTable[] = [];
  for await (const table of tablesShown({ file }, rows)) tables.push(table);
  return tables;
}

interface Printed {
  readonly place: ReplayedPlace;
  readonly file: string;
  readonly isKept: boolean;
  readonly rows: number;
}

async function print(voice: Voice, { place, file, isKept, rows }: Printed): Promise<void> {
  await voice.answer(null, [`The views ${placeLine(place)}.`]);
  for await (const table of tablesShown({ file }, rows)) await voice.answer(null, tableLines(table));
  const where = isKept ? `Every row is in ${file}.` : 'With --out DIR every row is kept in DIR/views.sqlite.';
  await voice.answer(null, ['', where]);
}

const LONGEST = 40;

function tableLines({ name, rows, first }: ShownTable): readonly string[] {
  const left = rows - first.length;
  const [sample] = first;
  return [
    '',
    `${name}: ${rows} ${rows === 1 ? 'row' : 'rows'}`,
    ...(sample === undefined ? [] : [`  ${Object.keys(sample).join(' | ')}`]),
    ...first.map(
      (row) =>
        `  ${Object.values(row)
          .map((value) => cell(value, LONGEST))
          .join(' | ')}`,
    ),
    ...(first.length > 0 && left > 0 ? [`  and ${left} more`] : []),
  ];
}

import type { LogReader } from '@countersign/event-store';
import { diffViews, type DiffProgress, type RowDifference } from '@countersign/projections';
import type { Places } from '@countersign/settings';
import { differing } from './cells';
import { notWritten } from './not-written';
import { Progress } from './progress';
import { placeBody, placeLine } from './replay';
import type { Voice } from './voice';

interface Diff {
  readonly log: LogReader;
  readonly database: Places['database'];
  readonly signal: AbortSignal;
  readonly voice: Voice;
}

const DIFFERS = 1;

/** Compares the live views with a fresh replay of the log, and tells of every row that differs. */
export async function diff({ log, database, signal, voice }: Diff): Promise<number> {
  const progress = new Progress(voice);
  let found = 0;
  const comparison = diffViews({
    log,
    database,
    signal,
    onProgress: (step) => told(progress, step),
    onDifference: (difference) => {
      found += 1;
      return voice.answer({ difference }, differenceLines(difference));
    },
  });
  const compared = await comparison.catch((error: unknown) => {
    if (!signal.aborted || found === 0) return notWritten(error);
    return null;
  });
  if (compared === null) {
    voice.warn(`Interrupted after ${found} rows that differ.`);
    return DIFFERS;
  }
  const { tables, served } = compared;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const differences = tables.reduce((sum, table) => sum + table.differences, 0);
  const verdict = differences === 0 ? 'no row differs' : `${differences} of them differ`;
  await voice.answer({ place: placeBody(compared), ...served, tables, rows, differences }, [
    `Compared ${rows} rows of ${tables.length} tables ${placeLine(compared)}: ${verdict}.`,
    ...(differences === 0
      ? []
      : ['The log is right: npm run audit -- rebuild makes the views anew from it.']),
  ]);
  return differences === 0 ? 0 : DIFFERS;
}

function told(progress: Progress, step: DiffProgress): void {
  switch (step.kind) {
    case 'replaying':
      return progress.step(step);
    case 'comparing':
      return progress.tell(
        { comparing: step.table, rows: step.rows },
        `comparing ${step.table}: ${step.rows} rows`,
      );
  }
}

function differenceLines(difference: RowDifference): readonly string[] {
  const row = `${difference.table} ${JSON.stringify(difference.key)}`;
  switch (difference.kind) {
    case 'only-live':
      return [`${row}: only live, the log says nothing of it`];
    case 'only-replayed':
      return [`${row}: only replayed, the live views lack it`];
    case 'changed':
      return [
        `${row}:`,
        ...difference.columns.map(({ name, live, replayed }) => {
          const [here, there] = differing(live, replayed);
          return `  ${name}: live ${here}, replayed ${there}`;
        }),
      ];
  }
}

import { countWords, durationWords, shareWords } from '../parts/quantity-words.ts';
import { csvLine, harmless } from '../parts/csv.ts';
import { fullDayWords } from './days.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** What a column holds: texts that somebody wrote, words of ours, or numbers of a unit. */
export type Unit = 'name' | 'words' | 'day' | 'count' | 'seconds' | 'share';

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
}

/** What a chart shows, for those who read it or calculate with it. */
export interface FigureTable {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export function valueWords(value: Value, unit: Unit): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return unit === 'day' ? fullDayWords(value) : value;
  switch (unit) {
    case 'seconds':
      return durationWords(value);
    case 'share':
      return shareWords(value);
    case 'name':
    case 'words':
    case 'day':
    case 'count':
      return countWords(value);
  }
}

const UNIT_OF_HEAD: Readonly<Partial<Record<Unit, string>>> = {
  seconds: ' (seconds)',
  share: ' (of 1)',
  day: ' (UTC)',
};

/** With the numbers as the gateway gave them. */
export const csvOf = ({ columns, rows }: FigureTable): string =>
  [
    columns.map(({ title, unit }) => title + (UNIT_OF_HEAD[unit] ?? '')),
    ...rows.map((row) => columns.map(({ key, unit }) => cellOf(row[key] ?? null, unit))),
  ]
    .map(csvLine)
    .join('');

const cellOf = (value: Value, unit: Unit): string =>
  unit === 'name' && typeof value === 'string' ? harmless(value) : String(value ?? '');

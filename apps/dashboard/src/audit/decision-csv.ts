import type { DecidedReview } from '@countersign/client';

const COLUMNS: readonly (readonly [string, (row: DecidedReview) => string | number | boolean | null])[] = [
  ['number', ({ number }) => number],
  ['decided at', ({ at }) => at],
  ['verdict', ({ verdict }) => verdict],
  ['by', ({ by }) => by.id],
  ['name', ({ by }) => by.name],
  ['forced', ({ forced }) => forced],
  ['amended', ({ amended }) => amended],
  ['note', ({ note }) => note],
  ['review', ({ review }) => review.id],
  ['title', ({ review }) => review.title],
  ['kind', ({ review }) => review.subjectKind],
  ['action', ({ review }) => review.action],
  ['requester', ({ review }) => review.requester.id],
  ['session', ({ review }) => review.session],
  ['status now', ({ review }) => review.status],
];

/** With a mark for programs that would else guess the encoding. */
const UTF_8 = '\uFEFF';

/** Decisions as RFC 4180 has tables. Nothing in a cell is a formula for a program of tables. */
export const decisionCsv = (rows: readonly DecidedReview[]): string =>
  UTF_8 +
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, value]) => value(row)))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');

function cell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import type { DecidedReview } from '@countersign/client';
import { csvLine, harmless } from '../parts/csv.ts';

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

/** Decisions as a table, of which nothing is a formula. */
export const decisionCsv = (rows: readonly DecidedReview[]): string =>
  UTF_8 +
  csvLine(COLUMNS.map(([name]) => name)) +
  rows.map((row) => csvLine(COLUMNS.map(([, value]) => cell(value(row))))).join('');

const cell = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? harmless(value) : String(value ?? '');

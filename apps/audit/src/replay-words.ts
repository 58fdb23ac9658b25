import type { ReplayTarget } from '@countersign/projections';

const POSITION = /^\d{1,20}$/;
/** RFC 3339 with seconds and a zone. */
const TIME =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const COUNT = /^\d{1,6}$/;

/** A position or a time; null where it is neither. */
export function targetOf(word: string): ReplayTarget {
  if (POSITION.test(word)) return BigInt(word) as NonNullable<ReplayTarget> & bigint;
  const [, year, month, day] = TIME.exec(word) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // A day that no month has would be taken for one of the next month.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  return { time: Date.parse(word.toUpperCase()) };
}

/** Null where it is no number of rows. */
export function countOf(word: string): number | null {
  return COUNT.test(word) ? Number(word) : null;
}

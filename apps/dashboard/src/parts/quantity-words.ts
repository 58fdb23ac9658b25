const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds in the unit that fits, to two or three figures: `0.27 s`, `45 s`, `4.5 min`, `12 h`, `3 d`. */
export function durationWords(seconds: number): string {
  if (seconds < MINUTE - 0.5) return `${figure(seconds)} s`;
  if (seconds < HOUR - 0.5 * MINUTE) return `${figure(Math.max(1, seconds / MINUTE))} min`;
  if (seconds < DAY - 0.5 * HOUR) return `${figure(Math.max(1, seconds / HOUR))} h`;
  return `${figure(Math.max(1, seconds / DAY))} d`;
}

/** One place behind the point below 10, two below 1, none without need. */
function figure(number: number): string {
  if (number >= 10) return String(Math.round(number));
  return String(Number(number.toFixed(number < 1 ? 2 : 1)));
}

/** A share of 1 in percent; never 0 % or 100 % where it is not quite so. */
export function shareWords(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return 'under 0.1 %';
  if (percent < 100 && percent > 99.9) return 'over 99.9 %';
  return `${Number(percent.toFixed(percent < 10 || percent > 99 ? 1 : 0))} %`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function bytesWords(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${figure(bytes / 1024 ** step)} ${UNITS[step] ?? ''}`;
}

const GROUPED = new Intl.NumberFormat('en-GB');

/** With commas between the thousands. */
export const countWords = (count: number | bigint): string => GROUPED.format(count);

/** `1 event`, `2,000 events`. */
export const countedWords = (count: number, one: string, many = `${one}s`): string =>
  `${countWords(count)} ${count === 1 ? one : many}`;

/** Words that a line does not end between. */
export const oneLine = (words: string): string => words.replaceAll(' ', '\u00a0');

import type { Statistics } from '@countersign/client';
import { countWords, durationWords } from '../parts/quantity-words.ts';
import type { Compared } from './analytics-address.ts';
import { daysAfter } from './days.ts';
import type { Column, FigureTable, Row } from './figure-table.ts';

type Named = Statistics['kinds'][number];
type Whole = Statistics['overall'];
type Day = Statistics['days'][number];

const named = (title: string): Column => ({ key: 'name', title, unit: 'name' });
const counted = (key: string, title: string): Column => ({ key, title, unit: 'count' });
const seconds = (key: string, title: string): Column => ({ key, title, unit: 'seconds' });
const share = (key: string, title: string): Column => ({ key, title, unit: 'share' });

/** The name of a column of names that are told apart. */
const COMPARED_WORDS = { kind: 'Kind', group: 'Group' } as const;

const namedOf = ({ kinds, groups }: Statistics, by: Compared): readonly Named[] =>
  by === 'kind' ? kinds : groups;

/** How long it took: each name for which there is any. */
export function timesTable(
  stats: Statistics,
  by: Compared,
  which: 'firstDecision' | 'finalDecision',
): FigureTable {
  const row = (name: string, whole: Whole): Row => ({ name, ...whole[which] });
  const rows = namedOf(stats, by).map((one) => row(one.name, one));
  return {
    columns: [
      named(COMPARED_WORDS[by]),
      counted('count', 'Reviews'),
      seconds('p50', 'Half within (p50)'),
      seconds('p90', '9 of 10 within (p90)'),
      seconds('p99', '99 of 100 within (p99)'),
    ],
    rows: rows.filter(({ count }) => count !== 0),
  };
}

const sumOf = ({ approve, reject, revoke }: Whole['decisions']): number => approve + reject + revoke;
export const decisionsOf = ({ decisions }: Pick<Whole, 'decisions'>): number => sumOf(decisions);

const DECISIONS = [
  counted('approve', 'Approved'),
  counted('reject', 'Rejected'),
  counted('revoke', 'Revoked'),
  counted('all', 'All decisions'),
] as const;

export const throughputTable = ({ days }: Statistics): FigureTable => ({
  columns: [{ key: 'day', title: 'Day', unit: 'day' }, ...DECISIONS],
  rows: days.map(({ day, decisions }) => ({ day, ...decisions, all: sumOf(decisions) })),
});

export const flowTable = ({ days }: Statistics): FigureTable => ({
  columns: [
    { key: 'day', title: 'Day', unit: 'day' },
    counted('asked', 'Asked for'),
    counted('closed', 'Closed'),
  ],
  rows: days.map(({ day, asked, closed }: Day) => ({ day, asked, closed })),
});

export const groupsTable = ({ groups }: Statistics): FigureTable => ({
  columns: [named('Group'), ...DECISIONS],
  rows: groups
    .map(({ name, decisions }) => ({ name, ...decisions, all: sumOf(decisions) }))
    .filter(({ all }) => all > 0),
});

export const careTable = (stats: Statistics, by: Compared): FigureTable => ({
  columns: [
    named(COMPARED_WORDS[by]),
    counted('all', 'Decisions'),
    counted('fast', 'Fast'),
    share('fastShare', 'Share of fast ones'),
    counted('forced', 'Forced'),
    share('forcedShare', 'Share of forced ones'),
  ],
  rows: namedOf(stats, by)
    .filter((one) => decisionsOf(one) > 0)
    .map(({ name, fast, fastShare, forced, decisions }) => {
      const all = sumOf(decisions);
      return { name, all, fast, fastShare, forced, forcedShare: forced / all };
    }),
});

export const expiryTable = (stats: Statistics, by: Compared): FigureTable => ({
  columns: [
    named(COMPARED_WORDS[by]),
    counted('closed', 'Closed'),
    counted('expired', 'Expired'),
    share('expiryRate', 'Share of expired ones'),
  ],
  rows: namedOf(stats, by)
    .filter(({ closed }) => closed > 0)
    .map(({ name, closed, outcomes, expiryRate }) => ({
      name,
      closed,
      expired: outcomes.expired,
      expiryRate,
    })),
});

/** More are not counted: the last number means that there are more than the one before. */
const COUNTED = 10_000;

/** The ages of what waits, in words: `under 1 h`, `1 h to 4 h`, `30 d and more`. */
export function backlogTable({ backlog: { ages, pending } }: Statistics): FigureTable {
  const rows = ages.map(({ under, count }, index) => ({
    age: ageWords(ages[index - 1]?.under ?? null, under),
    count,
    words: count > COUNTED ? `over ${countWords(COUNTED)}` : countWords(count),
  }));
  return {
    columns: [{ key: 'age', title: 'Has waited', unit: 'words' }, counted('count', 'Reviews')],
    rows: pending === 0 ? [] : rows,
  };
}

function ageWords(from: number | null, under: number | null): string {
  if (under === null) return from === null ? 'any time' : `${durationWords(from)} and more`;
  return from === null
    ? `under ${durationWords(under)}`
    : `${durationWords(from)} to ${durationWords(under)}`;
}

/** So many bars can be told apart side by side. */
const MOST_BARS = 92;
const WEEK = 7;

/** Days as they are, or summed up by weeks that begin with the first of them, where they would be too many. */
export function barsOf(rows: readonly Row[]): { readonly rows: readonly Row[]; readonly isWeekly: boolean } {
  if (rows.length <= MOST_BARS) return { rows, isWeekly: false };
  const weeks: Record<string, string | number>[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % WEEK === 0) {
      weeks.push({ day: String(row['day']), until: daysAfter(String(row['day']), WEEK - 1) });
    }
    const week = weeks.at(-1) ?? {};
    for (const [key, value] of Object.entries(row)) {
      if (typeof value === 'number') week[key] = Number(week[key] ?? 0) + value;
    }
  }
  const last = weeks.at(-1);
  if (last !== undefined) last['until'] = String(rows.at(-1)?.['day']);
  return { rows: weeks, isWeekly: true };
}

const WHOLE = [0.1, 0.2, 0.4, 1] as const;
const PARTS = 4;

/** The marks of an axis of shares on which the greatest can be told from the others. */
export function shareMarks(values: readonly number[]): readonly number[] {
  const most = Math.max(0, ...values);
  const whole = WHOLE.find((one) => one >= most) ?? 1;
  return Array.from({ length: PARTS + 1 }, (_, index) => (index * whole) / PARTS);
}

/** Where an axis of seconds on which each step is some times the one before has its marks. */
const MARKS = [0.1, 1, 10, 60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400] as const;

/** The marks from just below the least to just above the most, two at least. */
export function durationMarks(values: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const first = Math.max(
    0,
    MARKS.findLastIndex((mark) => mark <= least),
  );
  const above = MARKS.findIndex((mark) => mark >= most);
  const last = above === -1 ? MARKS.length - 1 : above;
  const from = Math.min(first, MARKS.length - 2);
  return MARKS.slice(from, Math.max(last, from + 1) + 1);
}

import { Failed } from '@countersign/http';
import type { Backlog, Statistics, StatisticsOf, TimesTaken } from '@countersign/projections';
import {
  type BacklogBody,
  DEFAULT_DAYS,
  MOST_DAYS,
  type StatsBody,
  type StatsOf,
  type StatsQuery,
  type TimesTakenBody,
} from './stats-schema';

const DAY_MS = 86_400_000;

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const secondsOf = (milliseconds: number | null): number | null =>
  milliseconds === null ? null : milliseconds / 1_000;

/** Days since 1970, both included: the last thirty where nothing is said. Throws {@link Failed} for what is no range. */
export function rangeOf(
  { from, to }: StatsQuery,
  now: number,
): { readonly from: number; readonly to: number } {
  const last = to === undefined ? Math.floor(now / DAY_MS) : dayOf(to);
  const first = from === undefined ? last - DEFAULT_DAYS + 1 : dayOf(from);
  if (first <= last && last - first < MOST_DAYS) return { from: first, to: last };
  const msg = `from should not be behind to, and not more than ${MOST_DAYS} days are told of at once`;
  throw new Failed({ kind: 'invalid', problems: [{ loc: ['query', 'from'], msg, type: 'value_error' }] });
}

export function statsBody(
  { overall, kinds, groups, days, backlog }: Statistics,
  range: { readonly from: number; readonly to: number },
): StatsBody {
  return {
    from: dateOf(range.from),
    to: dateOf(range.to),
    overall: sectionBody(overall),
    kinds: kinds.map((kind) => ({ ...sectionBody(kind), name: kind.name })),
    groups: groups.map((group) => ({ ...sectionBody(group), name: group.name })),
    days: days.map(({ day, ...counts }) => ({ ...counts, day: dateOf(day) })),
    backlog: backlogBody(backlog),
  };
}

function sectionBody({ firstDecision, finalDecision, ...counts }: StatisticsOf): StatsOf {
  const { approve, reject, revoke } = counts.decisions;
  return {
    ...counts,
    firstDecision: timesBody(firstDecision),
    finalDecision: timesBody(finalDecision),
    fastShare: shareOf(counts.fast, approve + reject + revoke),
    expiryRate: shareOf(counts.outcomes.expired, counts.closed),
  };
}

const shareOf = (part: number, all: number): number | null => (all === 0 ? null : part / all);

const timesBody = ({ count, p50, p90, p99 }: TimesTaken): TimesTakenBody => ({
  count,
  p50: secondsOf(p50),
  p90: secondsOf(p90),
  p99: secondsOf(p99),
});

const backlogBody = ({ pending, oldest, p50, p90, p99, ages }: Backlog): BacklogBody => ({
  pending,
  oldest: secondsOf(oldest),
  p50: secondsOf(p50),
  p90: secondsOf(p90),
  p99: secondsOf(p99),
  ages: ages.map(({ under, count }) => ({ under: secondsOf(under), count })),
});

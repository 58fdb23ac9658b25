import { type DayRange, daysAfter, isDay, lastDays, lengthInDays, MOST_DAYS } from './days.ts';

/** Presets: so many days until today. */
export const PRESETS = [7, 30, 90] as const;
type Preset = (typeof PRESETS)[number];

const COMPARED = ['kind', 'group'] as const;
export type Compared = (typeof COMPARED)[number];

/** All that the address of the analytics says. */
export interface AnalyticsAddress {
  /** The last days, whenever it is looked at, or certain ones. */
  readonly days: Preset | DayRange;
  /** What is told apart where either can be. */
  readonly by: Compared;
  /** The charts that are shown as tables, by name. */
  readonly tables: readonly string[];
}

const USUAL: Preset = 30;

/** What stands in an address, and nothing that the gateway would refuse. */
export function readAddress(params: URLSearchParams): AnalyticsAddress {
  return {
    days: daysIn(params),
    by: COMPARED.find((one) => one === params.get('by')) ?? 'kind',
    tables: params.getAll('table'),
  };
}

/** The shortest address that says the same. */
export function writeAddress({ days, by, tables }: AnalyticsAddress): URLSearchParams {
  const params = new URLSearchParams();
  if (typeof days === 'object') {
    params.set('from', days.from);
    params.set('to', days.to);
  } else if (days !== USUAL) params.set('days', String(days));
  if (by !== 'kind') params.set('by', by);
  for (const table of tables) params.append('table', table);
  return params;
}

export const rangeOf = (days: AnalyticsAddress['days'], today: string): DayRange =>
  typeof days === 'object' ? days : lastDays(days, today);

function daysIn(params: URLSearchParams): AnalyticsAddress['days'] {
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
  if (isDay(from) && isDay(to)) return bounded(from, to);
  return PRESETS.find((one) => String(one) === params.get('days')) ?? USUAL;
}

/** The earlier day first, and of too many the later ones. */
function bounded(one: string, other: string): DayRange {
  const [from, to] = one <= other ? [one, other] : [other, one];
  return lengthInDays({ from, to }) > MOST_DAYS ? lastDays(MOST_DAYS, to) : { from, to };
}

/** Why these days cannot be asked for; null where they can. */
export function whyNot(from: string, to: string): string | null {
  if (!isDay(from) || !isDay(to)) return 'Both days are needed.';
  if (to < from) return 'The last day is before the first.';
  if (to > daysAfter(from, MOST_DAYS - 1)) return `At most ${MOST_DAYS} days can be looked at.`;
  return null;
}

import type { MachineFacts } from '../machine';
import { aligned, digits, machineLine } from '../report';
import { median, medians } from '../statistics';
import { type Section, SECTIONS, type ViewsMeasurement } from './figures';
import type { ViewsSettings } from './settings';

/** The replay's goal, as a share of the bare client's read. */
const REPLAY_GOAL = 0.5;
/** What is still called flat. */
const FLAT_MB_A_MINUTE = 1;
/** In fewer seconds a process only becomes warm. */
const LEAST_SAMPLES = 30;

interface Summary {
  readonly section: Section;
  readonly name: string;
  readonly rounds: number;
  readonly medians: Readonly<Record<string, number | null>>;
}

interface ViewsReport {
  readonly machine: MachineFacts;
  readonly settings: ViewsSettings;
  readonly summaries: readonly Summary[];
  readonly goals: readonly string[];
  readonly measurements: readonly ViewsMeasurement[];
}

/** Figures of each round are ratios already where they are ratios: their median is taken, not one of medians. */
export function reportOnViews(
  machine: MachineFacts,
  settings: ViewsSettings,
  measurements: readonly ViewsMeasurement[],
): ViewsReport {
  const summaries = (Object.keys(SECTIONS) as Section[]).flatMap((section) => {
    const own = measurements.filter((measurement) => measurement.section === section);
    const names = [...new Set(own.map(({ name }) => name))];
    return names.map((name): Summary => {
      const rounds = own.filter((measurement) => measurement.name === name).map(({ figures }) => figures);
      return { section, name, rounds: rounds.length, medians: medians(rounds) };
    });
  });
  return { machine, settings, summaries, goals: goalsOf(summaries), measurements };
}

function goalsOf(summaries: readonly Summary[]): readonly string[] {
  const judge = (isReached: boolean, goal: string): string => `${isReached ? 'reached' : 'missed '}  ${goal}`;
  return summaries.flatMap(({ section, name, medians: { ofBareRead, slope } }) => {
    if (section === 'replay' && name.includes('SQLite') && typeof ofBareRead === 'number') {
      return [judge(ofBareRead >= REPLAY_GOAL, `${name}: ${REPLAY_GOAL} of the bare read`)];
    }
    if (section === 'memory' && typeof slope === 'number' && !Number.isNaN(slope)) {
      return [judge(slope < FLAT_MB_A_MINUTE, `${name}: less than ${FLAT_MB_A_MINUTE} MB a minute`)];
    }
    return [];
  });
}

/** For people: one table a section. */
export function renderViews({ machine, settings, summaries, goals }: ViewsReport): string {
  const { rounds, events, requests, inFlight } = settings;
  const tables = (Object.keys(SECTIONS) as Section[]).flatMap((section) => {
    const rows = summaries.filter((summary) => summary.section === section);
    if (rows.length === 0) return [];
    const { title } = SECTIONS[section];
    const columns = Object.entries(SECTIONS[section].columns) as [string, readonly [string, number]][];
    const table = [
      ['', ...columns.map(([, [heading]]) => heading)],
      ...rows.map(({ name, medians: row }) => [
        name,
        ...columns.map(([key, [, places]]) => digits(row[key] ?? null, places)),
      ]),
    ];
    return ['', `${section}: ${title}`, ...aligned(table)];
  });
  return [
    machineLine(machine),
    `medians of ${rounds} rounds; a log of ${events} events; ${requests} decisions, ${inFlight} at a time`,
    ...tables,
    '',
    ...goals,
  ].join('\n');
}

/** MB a minute by least squares over the second half of one sample a second; NaN for fewer than two in it. */
export function slopeOfSecondHalf(samples: readonly number[]): number {
  const half = samples.slice(samples.length >> 1);
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
  let product = 0;
  let square = 0;
  half.forEach((value, at) => {
    product += (at - middle) * (value - mean);
    square += (at - middle) ** 2;
  });
  return (product / square) * 60;
}

export function memoryFigures(samples: readonly number[]) {
  return {
    startMb: samples[0] ?? null,
    p50Mb: samples.length === 0 ? null : median(samples),
    maxMb: samples.length === 0 ? null : Math.max(...samples),
    slope: samples.length < LEAST_SAMPLES ? null : slopeOfSecondHalf(samples),
  };
}

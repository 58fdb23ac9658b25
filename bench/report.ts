import type { Figures, Round, StartFigures } from './figures';
import type { MachineFacts } from './machine';
import type { BenchSettings } from './settings';
import { median, medians } from './statistics';

export const LIMIT = 'limit: appends by the bare client';
const DECISION = /^decide: /;

type Medians<T> = { readonly [Name in keyof T]: number | null };

/** One line of the result: medians over the rounds, and how far the rounds lie apart. */
interface Summary {
  readonly name: string;
  readonly medians: Medians<Figures>;
  readonly slowest: number;
  readonly fastest: number;
  /** Median of each round's own ratio to the limit; null for what is no decision. */
  readonly ofLimit: number | null;
}

interface Report {
  readonly machine: MachineFacts;
  readonly settings: BenchSettings;
  readonly start: Medians<StartFigures>;
  readonly summaries: readonly Summary[];
  readonly goals: readonly Goal[];
  readonly rounds: readonly Round[];
}

/** A figure that the design wants; missing one fails nothing. */
interface Goal {
  readonly goal: string;
  readonly figure: number | null;
  readonly isReached: boolean;
}

export function reportOn(machine: MachineFacts, settings: BenchSettings, rounds: readonly Round[]): Report {
  const names = new Set(rounds.flatMap(({ measurements }) => measurements.map(({ name }) => name)));
  const summaries = [...names].sort(byKind).map((name) => summarise(name, rounds));
  const start = medians(rounds.map((round) => ({ ...round.start }))) as Medians<StartFigures>;
  return { machine, settings, start, summaries, goals: goalsOf(summaries, start), rounds };
}

function summarise(name: string, rounds: readonly Round[]): Summary {
  const found = rounds.map((round) => figuresIn(round, name)).filter((figures) => figures !== null);
  const speeds = found.map(({ perSecond }) => perSecond);
  const ratios = rounds.flatMap((round) => {
    const own = figuresIn(round, name);
    const limit = figuresIn(round, LIMIT);
    return own === null || limit === null ? [] : [own.perSecond / limit.perSecond];
  });
  return {
    name,
    medians: medians(found.map((figures) => ({ ...figures }))) as Medians<Figures>,
    slowest: Math.min(...speeds),
    fastest: Math.max(...speeds),
    ofLimit: isDecision(name) && ratios.length > 0 ? median(ratios) : null,
  };
}

function figuresIn({ measurements }: Round, wanted: string): Figures | null {
  return measurements.find(({ name }) => name === wanted)?.figures ?? null;
}

function isDecision(name: string): boolean {
  return name === LIMIT || DECISION.test(name) || name.endsWith(': decide');
}

const KINDS = ['limit', 'decide', 'plain', 'read', 'log'];

/** Rounds differ in their order; the report does not. */
function byKind(one: string, other: string): number {
  const kind = (name: string): number => KINDS.findIndex((word) => name.startsWith(word));
  return kind(one) - kind(other);
}

function goalsOf(summaries: readonly Summary[], start: Medians<StartFigures>): readonly Goal[] {
  const goals: Goal[] = [];
  const atLeast = (goal: string, figure: number | null, wanted: number): void => {
    goals.push({ goal, figure, isReached: figure !== null && figure >= wanted });
  };
  const atMost = (goal: string, figure: number | null, wanted: number): void => {
    goals.push({ goal, figure, isReached: figure !== null && figure <= wanted });
  };
  for (const { name, ofLimit } of summaries.filter(({ name }) => DECISION.test(name))) {
    const wanted = name.endsWith('off') ? 0.8 : 0.5;
    atLeast(`${name}: ${wanted} of the limit`, ofLimit, wanted);
  }
  const speedOf = (wanted: string): number | null =>
    summaries.find(({ name }) => name === wanted)?.medians.perSecond ?? null;
  const product = speedOf('decide: access, projections on');
  for (const database of ['libsql', 'postgres']) {
    const plain = speedOf(`plain service on ${database}: decide`);
    if (plain === null) continue;
    const ratio = product === null ? null : product / plain;
    atLeast(`decide: access, projections on, over the plain service on ${database}: more than 1`, ratio, 1);
  }
  const { listeningMs, gatewayMb, storeMb } = start;
  atMost('start: listening within 1500 ms', listeningMs, 1500);
  const memory = gatewayMb === null || storeMb === null ? null : gatewayMb + storeMb;
  atMost('rest: gateway and store within 250 MB', memory, 250);
  return goals;
}

const COLUMNS: readonly (readonly [string, (summary: Summary) => string])[] = [
  ['per second', ({ medians: { perSecond } }) => digits(perSecond, 0)],
  ['slowest', ({ slowest }) => digits(slowest, 0)],
  ['fastest', ({ fastest }) => digits(fastest, 0)],
  ['of limit', ({ ofLimit }) => digits(ofLimit, 2)],
  ['p50 ms', ({ medians: { p50Ms } }) => digits(p50Ms, 1)],
  ['p99 ms', ({ medians: { p99Ms } }) => digits(p99Ms, 1)],
  ['whole p50', ({ medians: { wholeP50Ms } }) => digits(wholeP50Ms, 1)],
  ['settled s', ({ medians: { settleSeconds } }) => digits(settleSeconds, 2)],
  ['server CPU', ({ medians: { serverCpuMs } }) => digits(serverCpuMs, 2)],
  ['store CPU', ({ medians: { storeCpuMs } }) => digits(storeCpuMs, 2)],
  ['load CPU', ({ medians: { clientCpuMs } }) => digits(clientCpuMs, 2)],
];

/** For people: one line a measurement, then the goals. CPU is in milliseconds a request. */
export function render({ machine, settings, start, summaries, goals }: Report): string {
  const { rounds, requests, reads, connections } = settings;
  const table = [
    ['', ...COLUMNS.map(([title]) => title)],
    ...summaries.map((summary) => [summary.name, ...COLUMNS.map(([, cell]) => cell(summary))]),
  ];
  const judged = goals.map(({ goal, figure, isReached }) => [
    isReached ? 'reached' : 'missed',
    digits(figure, figure !== null && figure >= 100 ? 0 : 2),
    goal,
  ]);
  return [
    machineLine(machine),
    `medians of ${rounds} rounds; ${requests} decisions and ${reads} reads each, ${connections} at a time`,
    '',
    ...aligned(table),
    '',
    `start: listening after ${digits(start.listeningMs, 0)} ms; at rest ${digits(start.gatewayMb, 0)} MB gateway, ${digits(start.storeMb, 0)} MB store`,
    '',
    ...aligned(judged),
  ].join('\n');
}

/** The first column to the left, the others to the right; the last one of goals is text and stands at its place. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const isText = at === 0 || (at === row.length - 1 && !/^[\d.-]*$/.test(cell) && row.length === 3);
        return isText ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
}

export function digits(value: number | null, places: number): string {
  return value === null || Number.isNaN(value) ? '-' : value.toFixed(places);
}

export function machineLine({ cpu, cores, memoryGb, system, node, revision }: MachineFacts): string {
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, revision ${revision ?? 'unknown'}`;
}

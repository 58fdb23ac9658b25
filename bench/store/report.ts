import { aligned, digits, machineLine } from '../report';
import type { MachineFacts } from '../machine';
import { median } from '../statistics';

const MEASUREMENTS = {
  appends: 'appends of two events, 64 at once',
  crowded: 'appends of two events, 128 at once',
  streams: 'reads of a stream of ten, 16 at once',
  all: 'events of a read of all',
  follow: 'events to a follower',
} as const;

export type Measured = keyof typeof MEASUREMENTS;

/** A second of each; `syncs` are those for one of the crowded appends. */
export interface StoreRound {
  readonly disk: Readonly<Record<Measured, number>>;
  readonly memory: Readonly<Record<Measured, number>>;
  readonly syncs: number;
}

export interface LongLog {
  readonly events: number;
  readonly openedMs: number;
  readonly residentMb: number | null;
  /** Milliseconds for the last event of the long stream, and of a stream of a thousand. */
  readonly lastOfLong: number;
  readonly lastOfShort: number;
}

interface Goal {
  readonly goal: string;
  readonly figure: number | null;
  readonly isMet: boolean;
}

/** The figures of a real server on such a machine, to this client. */
const REAL_APPENDS = 5800;
const REAL_FOLLOWED = 55_000;

const atLeast = (goal: string, figure: number, wanted: number): Goal => ({
  goal: `${goal}: at least ${wanted}`,
  figure,
  isMet: figure >= wanted,
});

const below = (goal: string, figure: number | null, most: number): Goal => ({
  goal: `${goal}: below ${most}`,
  figure,
  isMet: figure !== null && figure < most,
});

export function goalsOf(rounds: readonly StoreRound[]): readonly Goal[] {
  const ratio = (name: Measured): number =>
    median(rounds.map(({ disk, memory }) => disk[name] / memory[name]));
  const onDisk = (name: Measured): number => median(rounds.map(({ disk }) => disk[name]));
  return [
    atLeast('concurrent appends, of those in memory', ratio('appends'), 0.5),
    atLeast('reads of streams, of those in memory', ratio('streams'), 0.9),
    atLeast('read of all, of that in memory', ratio('all'), 0.9),
    below('syncs for an append, 128 at once', median(rounds.map(({ syncs }) => syncs)), 0.3),
    atLeast('events a second to a follower', onDisk('follow'), 0.9 * REAL_FOLLOWED),
    atLeast('appends of two events a second', onDisk('appends'), REAL_APPENDS),
  ];
}

export function goalsOfLong(long: LongLog): readonly Goal[] {
  return [
    below(`milliseconds to open a log of ${long.events} events`, long.openedMs, 1000),
    below('megabytes once it is open', long.residentMb, 150),
    below('last event among many, over among a thousand', long.lastOfLong / long.lastOfShort, 1.25),
  ];
}

export function renderGoals(goals: readonly Goal[]): string {
  const judged = goals.map(({ goal, figure, isMet }) => [
    isMet ? 'met' : 'missed',
    digits(figure, figure !== null && figure >= 100 ? 0 : 2),
    goal,
  ]);
  return aligned(judged).join('\n');
}

export function renderStore(machine: MachineFacts, rounds: readonly StoreRound[]): string {
  const names = Object.keys(MEASUREMENTS) as Measured[];
  const row = (name: Measured): string[] => {
    const of = (side: 'disk' | 'memory'): string =>
      digits(median(rounds.map((round) => round[side][name])), 0);
    const ratios = rounds.map(({ disk, memory }) => disk[name] / memory[name]);
    return [MEASUREMENTS[name], of('disk'), of('memory'), digits(median(ratios), 2)];
  };
  return [
    machineLine(machine),
    `a second, medians of ${rounds.length} rounds; the ratio is the median of each round's own`,
    '',
    ...aligned([['', 'on disk', 'compared', 'ratio'], ...names.map(row)]),
    '',
  ].join('\n');
}

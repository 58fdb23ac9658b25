import { parseArgs } from 'node:util';

/** What one run of the benchmark does. */
export interface BenchSettings {
  /** Every measurement once a round, in turn, so that a slow minute of the machine hits all of them. */
  readonly rounds: number;
  /** Decisions in one measurement, each of another review. */
  readonly requests: number;
  /** Reads in one measurement of a view. */
  readonly reads: number;
  readonly connections: number;
  /** False leaves the comparison with PostgreSQL out even where there is a server. */
  readonly postgres: boolean;
  readonly isQuick: boolean;
  /** Every process that is measured leaves a CPU profile beside the results; its figures are lower for it. */
  readonly profiles: boolean;
}

export class BadSettings extends Error {}

export const USAGE = `Measures the product next to its limit and to a plain service, round by round.

  npm run bench -- [options]
  npm run bench -- views [options]     another benchmark, of the views alone
  npm run bench -- lists [options]     another one, of every list and search
  npm run bench -- dashboard [options] another one, of the dashboard in a browser
  npm run bench -- store [options]     another one, of the embedded store

  --rounds <n>        rounds, each with every measurement (5)
  --requests <n>      decisions in one measurement (4000)
  --reads <n>         reads of each view in one measurement (2000)
  --connections <n>   how many at the same time (64)
  --no-postgres       leaves PostgreSQL out
  --profile           leaves a CPU profile of every measured process beside the results
  --quick             one small round: shows that everything runs, its figures mean nothing`;

const DEFAULTS = { rounds: 5, requests: 4000, reads: 2000, connections: 64 };
const QUICK = { rounds: 1, requests: 64, reads: 40, connections: 8 };

/** @throws BadSettings naming the option that is wrong and what was expected */
export function readSettings(args: readonly string[]): BenchSettings | 'help' {
  const { values } = parse(args);
  if (values.help === true) return 'help';
  const isQuick = values.quick === true;
  const fallback = isQuick ? QUICK : DEFAULTS;
  const number = (name: keyof typeof DEFAULTS): number => wholeNumber(name, values[name], fallback[name]);
  return {
    rounds: number('rounds'),
    requests: number('requests'),
    reads: number('reads'),
    connections: number('connections'),
    postgres: values['no-postgres'] !== true,
    isQuick,
    profiles: values.profile === true,
  };
}

/** @throws BadSettings */
export function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new BadSettings(`--${name} ${text}: expected a whole number from 1`);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: text,
        requests: text,
        reads: text,
        connections: text,
        'no-postgres': flag,
        quick: flag,
        profile: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new BadSettings(error instanceof Error ? error.message : String(error));
  }
}

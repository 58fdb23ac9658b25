import { parseArgs } from 'node:util';
import { BadSettings, wholeNumber } from '../settings';

/** What one run of the benchmark of the embedded store does. */
export interface StoreBenchSettings {
  readonly rounds: number;
  /** Appends of two events, and reads of a stream, in one measurement. */
  readonly appends: number;
  /** In the log that is opened, all but a thousand of them in one stream. */
  readonly events: number;
  /** Where that log is kept and used again; null: nowhere. */
  readonly data: string | null;
  /** The connection string of the server to compare with; null: this store in memory, which syncs nothing. */
  readonly against: string | null;
  readonly profiles: boolean;
}

export const STORE_USAGE = `Measures the embedded store on its disk next to one in memory that syncs nothing.

  npm run bench -- store [options]

  --rounds <n>        rounds, each with every measurement on both (5)
  --appends <n>       appends, and reads of a stream, in one measurement (6000)
  --events <n>        events of the long log (1000000)
  --data <folder>     keeps the long log there, and uses or completes the one that it finds
  --against <string>  compares with the server at this connection string instead
  --profile           leaves a CPU profile of both stores beside the results
  --quick             one small round: shows that everything runs, its figures mean nothing`;

/** @throws BadSettings naming the option that is wrong and what was expected */
export function readStoreBenchSettings(args: readonly string[]): StoreBenchSettings | 'help' {
  const { values } = parse(args);
  if (values.help === true) return 'help';
  const isQuick = values.quick === true;
  return {
    rounds: wholeNumber('rounds', values.rounds, isQuick ? 1 : 5),
    appends: wholeNumber('appends', values.appends, isQuick ? 200 : 6000),
    events: wholeNumber('events', values.events, isQuick ? 5000 : 1_000_000),
    data: values.data ?? null,
    against: values.against ?? null,
    profiles: values.profile === true,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: text,
        appends: text,
        events: text,
        data: text,
        against: text,
        quick: flag,
        profile: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new BadSettings(error instanceof Error ? error.message : String(error));
  }
}

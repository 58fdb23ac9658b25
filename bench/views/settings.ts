import { parseArgs } from 'node:util';
import { BadSettings, wholeNumber } from '../settings';
import { isSection, type Section, SECTIONS } from './figures';

/** What one run of the benchmark of the views does. */
export interface ViewsSettings {
  readonly rounds: number;
  /** In the log that is replayed every round. */
  readonly events: number;
  /** In the log whose replay's memory is watched, once. */
  readonly replayEvents: number;
  /** In the logs that are audited, once each, in this order. */
  readonly auditEvents: readonly number[];
  /** Decisions at full write load; half as many at half of it, so that both take about as long. */
  readonly requests: number;
  /** Decisions at the same time. */
  readonly inFlight: number;
  /** Streams that are open at the same time. */
  readonly connections: number;
  readonly leaseMs: number;
  readonly sections: readonly Section[];
  /** False leaves PostgreSQL out even where there is a server. */
  readonly postgres: boolean;
  readonly isQuick: boolean;
  readonly profiles: boolean;
}

export const VIEWS_USAGE = `Measures the views: replay, lag, memory, streams, takeover; and the commands that audit them.

  npm run bench -- views [options]

  --rounds <n>          rounds, each with every measurement but the memory and the audit (5)
  --events <n>          events of the log that is replayed (50000)
  --replay-events <n>   events of the log whose replay's memory is watched, once (1000000)
  --audit-events <n,n>  events of the logs that are audited, once each (20000,200000)
  --requests <n>        decisions at full write load (4000)
  --in-flight <n>       decisions at the same time (64)
  --connections <n>     streams open at the same time (2000)
  --lease-ms <n>        LEASE_MS of the gateways that take over (5000)
  --only <names>        of ${Object.keys(SECTIONS).join(', ')}, with commas between
  --no-postgres         leaves PostgreSQL out
  --profile             leaves a CPU profile of every measured process beside the results
  --quick               one small round: shows that everything runs, its figures mean nothing`;

const DEFAULTS = {
  rounds: 5,
  events: 50_000,
  'replay-events': 1_000_000,
  requests: 4_000,
  'in-flight': 64,
  connections: 2_000,
  'lease-ms': 5_000,
};
const QUICK: typeof DEFAULTS = {
  rounds: 1,
  events: 2_000,
  'replay-events': 10_000,
  requests: 200,
  'in-flight': 8,
  connections: 40,
  'lease-ms': 1_000,
};

/** @throws BadSettings naming the option that is wrong and what was expected */
export function readViewsSettings(args: readonly string[]): ViewsSettings | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  const isQuick = values.quick === true;
  const fallback = isQuick ? QUICK : DEFAULTS;
  const number = (name: keyof typeof DEFAULTS): number => wholeNumber(name, values[name], fallback[name]);
  return {
    rounds: number('rounds'),
    events: number('events'),
    replayEvents: number('replay-events'),
    auditEvents: sizesIn(values['audit-events'] ?? (isQuick ? '500,2000' : '20000,200000')),
    requests: number('requests'),
    inFlight: number('in-flight'),
    connections: number('connections'),
    leaseMs: number('lease-ms'),
    sections: sectionsOf(values.only),
    postgres: values['no-postgres'] !== true,
    isQuick,
    profiles: values.profile === true,
  };
}

function sizesIn(text: string): readonly number[] {
  return text.split(',').map((size) => wholeNumber('audit-events', size, 0));
}

function sectionsOf(names: string | undefined): readonly Section[] {
  const all = Object.keys(SECTIONS);
  return (names?.split(',') ?? all).map((name) => {
    if (isSection(name)) return name;
    throw new BadSettings(`--only ${name}: expected some of ${all.join(', ')}`);
  });
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: text,
        events: text,
        'replay-events': text,
        'audit-events': text,
        requests: text,
        'in-flight': text,
        connections: text,
        'lease-ms': text,
        only: text,
        'no-postgres': flag,
        quick: flag,
        profile: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new BadSettings(error instanceof Error ? error.message : String(error));
  }
}

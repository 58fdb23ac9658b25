import { parseArgs } from 'node:util';
import type { ReplayTarget } from '@countersign/projections';
import { type Inquiry, readInquiry } from './inquiry-arguments';
import { countOf, targetOf } from './replay-words';
import { UsageMistake } from './usage-mistake';

/** What the command line asks for. */
export type Command =
  | Inquiry
  | { readonly kind: 'help' }
  | { readonly kind: 'status'; readonly isJson: boolean }
  | { readonly kind: 'rebuild'; readonly isJson: boolean }
  /** No streams: all that are parked. */
  | { readonly kind: 'replay-parked'; readonly streams: readonly string[]; readonly isJson: boolean }
  | {
      readonly kind: 'replay';
      readonly to: ReplayTarget;
      /** Null: nothing is kept. */
      readonly out: string | null;
      /** So many of each table are printed. */
      readonly rows: number;
      readonly isJson: boolean;
    }
  | { readonly kind: 'diff'; readonly isJson: boolean }
  /** No keys: all that is parked. */
  | { readonly kind: 'retry-parked-work'; readonly keys: readonly string[]; readonly isJson: boolean };

const COMMANDS = 'verify, export, timeline, status, rebuild, replay, diff, replay-parked, retry-parked-work';

/** Throws {@link UsageMistake}: a word that is not known is never passed over. */
export function readArguments(words: readonly string[]): Command {
  const inquiry = readInquiry(words);
  if (inquiry !== null) return inquiry;
  const { values, positionals } = parsed(words);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return { kind: 'help' };
  const isJson = values.json === true;
  if (command !== 'replay') refuseOptionsOfReplay(command, values);
  switch (command) {
    case undefined:
      throw new UsageMistake(`say what to do: ${COMMANDS}`);
    case 'status':
      if (rest.length > 0) throw new UsageMistake(`status takes no "${rest.join(' ')}": it tells of all`);
      return { kind: 'status', isJson };
    case 'rebuild':
      if (rest.length > 0)
        throw new UsageMistake(`rebuild takes no "${rest.join(' ')}": it builds all views`);
      return { kind: 'rebuild', isJson };
    case 'replay':
      if (rest.length > 0) throw new UsageMistake(`replay takes no "${rest.join(' ')}", but --to and --out`);
      return { kind: 'replay', ...replayOptions(values), isJson };
    case 'diff':
      if (rest.length > 0) throw new UsageMistake(`diff takes no "${rest.join(' ')}": it compares all views`);
      return { kind: 'diff', isJson };
    case 'replay-parked':
      return { kind: 'replay-parked', streams: rest, isJson };
    case 'retry-parked-work':
      return { kind: 'retry-parked-work', keys: rest, isJson };
    default:
      throw new UsageMistake(`there is no command "${command}", only ${COMMANDS}`);
  }
}

type Values = ReturnType<typeof parsed>['values'];

function replayOptions({ to, out, rows }: Values): { to: ReplayTarget; out: string | null; rows: number } {
  const target = to === undefined ? null : targetOf(to);
  if (to !== undefined && target === null) {
    throw new UsageMistake(
      `--to takes a position of the log or an RFC 3339 time such as 2026-03-01T12:00:00Z, not "${to}"`,
    );
  }
  const count = rows === undefined ? 20 : countOf(rows);
  if (count === null) throw new UsageMistake(`--rows takes a number of rows, not "${rows}"`);
  if (out === '') throw new UsageMistake('--out takes a folder');
  return { to: target, out: out ?? null, rows: count };
}

function refuseOptionsOfReplay(command: string | undefined, { to, out, rows }: Values): void {
  const given = Object.entries({ to, out, rows }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageMistake(`${command ?? 'nothing'} takes no --${given[0]}`);
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        to: { type: 'string' },
        out: { type: 'string' },
        rows: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageMistake(error instanceof Error ? error.message : String(error));
  }
}

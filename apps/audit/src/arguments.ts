import { parseArgs } from 'node:util';
import { type Inquiry, readInquiry } from './inquiry-arguments';
import { UsageMistake } from './usage-mistake';

/** What the command line asks for. */
export type Command =
  | Inquiry
  | { readonly kind: 'help' }
  | { readonly kind: 'status'; readonly isJson: boolean }
  | { readonly kind: 'rebuild'; readonly isJson: boolean }
  /** No streams: all that are parked. */
  | { readonly kind: 'replay-parked'; readonly streams: readonly string[]; readonly isJson: boolean }
  /** No keys: all that is parked. */
  | { readonly kind: 'retry-parked-work'; readonly keys: readonly string[]; readonly isJson: boolean };

const COMMANDS = 'verify, export, timeline, status, rebuild, replay-parked, retry-parked-work';

/** Throws {@link UsageMistake}: a word that is not known is never passed over. */
export function readArguments(words: readonly string[]): Command {
  const inquiry = readInquiry(words);
  if (inquiry !== null) return inquiry;
  const { values, positionals } = parsed(words);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return { kind: 'help' };
  const isJson = values.json === true;
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
    case 'replay-parked':
      return { kind: 'replay-parked', streams: rest, isJson };
    case 'retry-parked-work':
      return { kind: 'retry-parked-work', keys: rest, isJson };
    default:
      throw new UsageMistake(`there is no command "${command}", only ${COMMANDS}`);
  }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageMistake(error instanceof Error ? error.message : String(error));
  }
}

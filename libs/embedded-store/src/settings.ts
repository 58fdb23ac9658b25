import { DEFAULT_MAX_APPEND_SIZE } from './start';

interface ProgramSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly maxAppendSize: number;
}

/** What is wrong with the settings: every mistake, each with the name of its setting. */
export class InvalidSettings extends Error {}

const OPTIONS = { '--port': 'port', '--data': 'data', '--host': 'host' } as const;

/**
 * The program's settings: options first, then the environment, then defaults.
 *
 * | option | environment | default |
 * | --- | --- | --- |
 * | `--port` | `EVENTSTORE_PORT` | 2113 |
 * | `--host` | `EVENTSTORE_HOST` | 127.0.0.1 |
 * | `--data` | `EVENTSTORE_DATA_DIR` | ./data/store |
 * | | `EVENTSTORE_MAX_APPEND_SIZE` | 1048576 bytes |
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): ProgramSettings {
  const mistakes: string[] = [];
  const given = readOptions(args, mistakes);
  const number = (
    name: string,
    text: string | undefined,
    fallback: number,
    range: readonly [number, number],
  ): number => {
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= range[0] && value <= range[1]) return value;
    mistakes.push(`${name} must be a whole number from ${range[0]} to ${range[1]}, not "${text}".`);
    return fallback;
  };
  const settings = {
    port: number('--port (EVENTSTORE_PORT)', given.get('port') ?? env['EVENTSTORE_PORT'], 2113, [0, 65535]),
    host: given.get('host') ?? env['EVENTSTORE_HOST'] ?? '127.0.0.1',
    dataDir: given.get('data') ?? env['EVENTSTORE_DATA_DIR'] ?? './data/store',
    maxAppendSize: number(
      'EVENTSTORE_MAX_APPEND_SIZE',
      env['EVENTSTORE_MAX_APPEND_SIZE'],
      DEFAULT_MAX_APPEND_SIZE,
      [1, 16_000_000],
    ),
  };
  if (mistakes.length > 0) throw new InvalidSettings(mistakes.join('\n'));
  return settings;
}

function readOptions(args: readonly string[], mistakes: string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at += 2) {
    const [option = '', value] = args.slice(at, at + 2);
    if (!isOption(option))
      mistakes.push(`${option} is no option; there are ${Object.keys(OPTIONS).join(', ')}.`);
    else if (value === undefined) mistakes.push(`${option} needs a value.`);
    else given.set(OPTIONS[option], value);
  }
  return given;
}

function isOption(text: string): text is keyof typeof OPTIONS {
  return text in OPTIONS;
}

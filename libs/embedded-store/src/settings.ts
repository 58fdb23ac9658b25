import { readFileSync } from 'node:fs';
import type { Certificate } from './service/server';
import type { UserAccount } from './service/users';
import { DEFAULT_COMMIT_TIMEOUT_MS, DEFAULT_MAX_APPEND_SIZE } from './start';

interface ProgramSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly maxAppendSize: number;
  readonly commitTimeoutMs: number;
  readonly advertise: { readonly host: string | undefined; readonly port: number | undefined };
  readonly tls: Certificate | undefined;
  readonly users: readonly UserAccount[];
}

/** What is wrong with the settings: every mistake, each with the name of its setting. */
export class InvalidSettings extends Error {}

const OPTIONS = {
  '--port': 'EVENTSTORE_PORT',
  '--data': 'EVENTSTORE_DATA_DIR',
  '--host': 'EVENTSTORE_HOST',
  '--advertise-host': 'EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS',
  '--advertise-port': 'EVENTSTORE_ADVERTISE_PORT_TO_CLIENT_AS',
  '--certificate-file': 'EVENTSTORE_CERTIFICATE_FILE',
  '--certificate-private-key-file': 'EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE',
  '--users-file': 'EVENTSTORE_USERS_FILE',
} as const;

const PORTS = [0, 65535] as const;

/**
 * The program's settings: options first, then the environment, then defaults.
 *
 * | option | environment | default |
 * | --- | --- | --- |
 * | `--port` | `EVENTSTORE_PORT` | 2113 |
 * | `--host` | `EVENTSTORE_HOST` | 127.0.0.1 |
 * | `--data` | `EVENTSTORE_DATA_DIR` | ./data/store |
 * | `--advertise-host` | `EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS` | the host |
 * | `--advertise-port` | `EVENTSTORE_ADVERTISE_PORT_TO_CLIENT_AS` | the port |
 * | `--certificate-file` | `EVENTSTORE_CERTIFICATE_FILE` | none: no TLS, no credentials asked for |
 * | `--certificate-private-key-file` | `EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE` | |
 * | `--users-file` | `EVENTSTORE_USERS_FILE` | none: `admin` and `ops` |
 * | | `EVENTSTORE_MAX_APPEND_SIZE` | 1048576 bytes |
 * | | `EVENTSTORE_COMMIT_TIMEOUT_MS` | 2000 |
 *
 * The users file is JSON: `[{"name": "ann", "password": "...", "groups": ["staff"]}]`.
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): ProgramSettings {
  const mistakes: string[] = [];
  const given = readOptions(args, mistakes);
  const text = (option: keyof typeof OPTIONS): string | undefined =>
    given.get(option) ?? (env[OPTIONS[option]] || undefined);
  const number = (name: string, value: string | undefined, range: readonly [number, number]) => {
    if (value === undefined || value === '') return undefined;
    const found = Number(value);
    if (/^\d+$/.test(value) && found >= range[0] && found <= range[1]) return found;
    mistakes.push(`${name} must be a whole number from ${range[0]} to ${range[1]}, not "${value}".`);
    return undefined;
  };
  const port = (option: '--port' | '--advertise-port') =>
    number(`${option} (${OPTIONS[option]})`, text(option), PORTS);
  const ofEnvironment = (name: string, range: readonly [number, number]) => number(name, env[name], range);
  const settings = {
    port: port('--port') ?? 2113,
    host: text('--host') ?? '127.0.0.1',
    dataDir: text('--data') ?? './data/store',
    maxAppendSize: ofEnvironment('EVENTSTORE_MAX_APPEND_SIZE', [1, 16_000_000]) ?? DEFAULT_MAX_APPEND_SIZE,
    commitTimeoutMs:
      ofEnvironment('EVENTSTORE_COMMIT_TIMEOUT_MS', [1, 3_600_000]) ?? DEFAULT_COMMIT_TIMEOUT_MS,
    advertise: { host: text('--advertise-host'), port: port('--advertise-port') },
    tls: readCertificate(text('--certificate-file'), text('--certificate-private-key-file'), mistakes),
    users: readUsers(text('--users-file'), mistakes),
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
    else given.set(option, value);
  }
  return given;
}

function isOption(text: string): text is keyof typeof OPTIONS {
  return text in OPTIONS;
}

function readCertificate(
  certificate: string | undefined,
  privateKey: string | undefined,
  mistakes: string[],
): Certificate | undefined {
  if (certificate === undefined && privateKey === undefined) return undefined;
  if (certificate === undefined || privateKey === undefined) {
    mistakes.push('--certificate-file and --certificate-private-key-file are given together, or not at all.');
    return undefined;
  }
  return {
    certificate: readFile('--certificate-file', certificate, mistakes),
    privateKey: readFile('--certificate-private-key-file', privateKey, mistakes),
  };
}

function readUsers(file: string | undefined, mistakes: string[]): readonly UserAccount[] {
  if (file === undefined) return [];
  const text = readFile('--users-file', file, mistakes);
  if (text === '') return [];
  try {
    const users: unknown = JSON.parse(text);
    if (Array.isArray(users) && users.every(isAccount)) return users;
  } catch {
    // Said below, without a word of what is in the file.
  }
  mistakes.push(
    `--users-file: ${file} must be JSON: a list of objects with the texts name and password and the list groups.`,
  );
  return [];
}

function isAccount(value: unknown): value is UserAccount {
  if (typeof value !== 'object' || value === null) return false;
  const { name, password, groups } = value as Record<string, unknown>;
  const isText = (part: unknown): boolean => typeof part === 'string';
  return isText(name) && name !== '' && isText(password) && Array.isArray(groups) && groups.every(isText);
}

function readFile(option: string, file: string, mistakes: string[]): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    mistakes.push(`${option}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    return '';
  }
}

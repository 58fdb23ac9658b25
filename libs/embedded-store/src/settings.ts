import { readFileSync } from 'node:fs';
import { OPTIONS, readOptions, type OptionName } from './program/options';
import type { Certificate } from './service/server';
import type { UserAccount } from './service/users';
import { DEFAULT_COMMIT_TIMEOUT_MS, DEFAULT_MAX_APPEND_SIZE } from './start';

interface ProgramSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Then there is no folder. */
  readonly inMemory: boolean;
  readonly maxAppendSize: number;
  readonly commitTimeoutMs: number;
  readonly advertise: { readonly host: string | undefined; readonly port: number | undefined };
  readonly tls: Certificate | undefined;
  readonly users: readonly UserAccount[];
}

/** What is wrong with the settings: every mistake, each with the name of its setting. */
export class InvalidSettings extends Error {}

const PORTS = [0, 65535] as const;

/**
 * The program's settings: options first, then the environment, then defaults, as `program/options.ts` lists them.
 * The users file is JSON: `[{"name": "ann", "password": "...", "groups": ["staff"]}]`.
 *
 * @throws InvalidSettings
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): ProgramSettings {
  const mistakes: string[] = [];
  const given = readOptions(args, mistakes);
  const text = (option: OptionName): string | undefined =>
    given.get(option) ?? (env[OPTIONS[option].env] || undefined);
  const number = (option: OptionName, [least, most]: readonly [number, number]) => {
    const value = text(option);
    if (value === undefined) return undefined;
    const found = Number(value);
    if (/^\d+$/.test(value) && found >= least && found <= most) return found;
    mistakes.push(
      `${option} (${OPTIONS[option].env}) must be a whole number from ${least} to ${most}, not "${value}".`,
    );
    return undefined;
  };
  const settings = {
    port: number('--port', PORTS) ?? 2113,
    host: text('--host') ?? '127.0.0.1',
    dataDir: text('--data') ?? './data/store',
    inMemory: readFlag('--in-memory', text('--in-memory'), mistakes),
    maxAppendSize: number('--max-append-size', [1, 16_000_000]) ?? DEFAULT_MAX_APPEND_SIZE,
    commitTimeoutMs: number('--commit-timeout-ms', [1, 3_600_000]) ?? DEFAULT_COMMIT_TIMEOUT_MS,
    advertise: { host: text('--advertise-host'), port: number('--advertise-port', PORTS) },
    tls: readCertificate(text('--certificate-file'), text('--certificate-private-key-file'), mistakes),
    users: readUsers(text('--users-file'), mistakes),
  };
  if (mistakes.length > 0) throw new InvalidSettings(mistakes.join('\n'));
  return settings;
}

function readFlag(option: OptionName, value: string | undefined, mistakes: string[]): boolean {
  const word = value?.toLowerCase();
  if (word !== undefined && word !== 'true' && word !== 'false')
    mistakes.push(`${option} (${OPTIONS[option].env}) must be true or false, not "${value}".`);
  return word === 'true';
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

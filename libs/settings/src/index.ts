import { join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every mistake of the environment in one go. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
  constructor(readonly problems: readonly string[]) {
    super(['these settings are not usable:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
}

/** Where one installation keeps what it knows: every program of it finds the same log and the same views. */
export interface Places {
  readonly dataDir: string;
  /** The embedded store's own folder. */
  readonly storeDir: string;
  /** A real EventStoreDB or KurrentDB; null: the embedded store. */
  readonly connectionString: string | null;
  /** PostgreSQL for the views; null: a SQLite file in the data folder. */
  readonly databaseUrl: string | null;
  readonly database: { readonly file: string } | { readonly url: string };
}

/** A variable of the environment, null where it is missing or blank. */
export function given(environment: Environment, name: string): string | null {
  const value = environment[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

const LEASE_MS = 5_000;
const SHORTEST_LEASE_MS = 200;

/**
 * `LEASE_MS`: for so long nobody else does a program's shared work after it fell silent, milliseconds. Adds what is
 * wrong with it to `problems`.
 */
export function readLease(environment: Environment, problems: string[]): number {
  const value = given(environment, 'LEASE_MS');
  if (value === null) return LEASE_MS;
  if (/^\d{1,7}$/.test(value) && Number(value) >= SHORTEST_LEASE_MS) return Number(value);
  problems.push(`LEASE_MS=${value}: expected milliseconds, at least ${SHORTEST_LEASE_MS}`);
  return LEASE_MS;
}

/** `DATA_DIR`, `EVENTSTORE_CONNECTION_STRING`, `DATABASE_URL`. Adds what is wrong with them to `problems`. */
export function readPlaces(environment: Environment, problems: string[]): Places {
  const dataDir = resolve(given(environment, 'DATA_DIR') ?? './data');
  const connectionString = given(environment, 'EVENTSTORE_CONNECTION_STRING');
  if (connectionString !== null && !/^esdb(\+discover)?:\/\//.test(connectionString)) {
    problems.push('EVENTSTORE_CONNECTION_STRING: expected esdb://... or esdb+discover://...');
  }
  const databaseUrl = given(environment, 'DATABASE_URL');
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push('DATABASE_URL: expected postgres://...');
  }
  const database = databaseUrl === null ? { file: join(dataDir, 'views.sqlite') } : { url: databaseUrl };
  return { dataDir, storeDir: join(dataDir, 'store'), connectionString, databaseUrl, database };
}

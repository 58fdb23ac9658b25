import type { EnvironmentReader } from './environment-reader';

/** The secrets under which API keys are kept: one for new keys, and one whose keys still count. */
export interface ApiKeySecretSettings {
  readonly secret: string;
  readonly previous: string | null;
}

/** What is shorter could be guessed by whoever has seen one key. */
const SHORTEST_SECRET = 32;

/** Null without any. Adds what is wrong to the reader's problems; values are told to nobody. */
export function readApiKeySecrets(read: EnvironmentReader): ApiKeySecretSettings | null {
  const secret = longEnough(read, 'API_KEY_SECRET');
  const previous = longEnough(read, 'API_KEY_SECRET_PREVIOUS');
  if (secret !== null) return { secret, previous };
  if (previous !== null)
    read.problems.push('API_KEY_SECRET: missing; API_KEY_SECRET_PREVIOUS only goes with it');
  return null;
}

function longEnough(read: EnvironmentReader, name: string): string | null {
  const value = read.text(name);
  if (value !== null && value.length < SHORTEST_SECRET)
    read.problems.push(`${name}: expected at least ${SHORTEST_SECRET} characters`);
  return value;
}

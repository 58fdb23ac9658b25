import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrMakeSecret } from './secret-file';

const SHORTEST_SECRET = 32;

/** The secret of the API keys of this machine, in the data folder. Never for production. */
export async function openDevelopmentApiKeySecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'development-api-key-secret');
  const text = await readOrMakeSecret(file, async () => `${randomBytes(48).toString('base64url')}\n`);
  const secret = text.trim();
  // A file that was cut off, or emptied, would make keys that anybody could forge.
  if (secret.length < SHORTEST_SECRET)
    throw new Error(`${file} holds no secret; remove it to have a new one`);
  return secret;
}

import type { ParkedWork } from '../contract';
import { migrate } from '../database/migrations';
import { openDatabase } from '../database/open-database';
import type { DatabaseAddress } from '../database/open-database';
import { unpark } from './attempts-table';

const LOCKED_FOR_AT_MOST_MS = 5_000;

/**
 * Lets parked work be tried again by whichever gateway does its reaction, within about a second: forgets its failed
 * attempts and changes nothing else. Without `keys`, all that is parked. Resolves with what was parked.
 */
export async function retryParkedWork(
  address: DatabaseAddress,
  keys: readonly string[] | null = null,
): Promise<readonly (ParkedWork & { readonly reaction: string })[]> {
  const database = await openDatabase(address, LOCKED_FOR_AT_MOST_MS);
  try {
    await migrate(database);
    return await unpark(database, keys);
  } finally {
    await database.close();
  }
}

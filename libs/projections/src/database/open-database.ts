import type { ViewsDatabase } from './database';
import { openSqlite } from './sqlite';

/** A SQLite file of its own, made where it is missing; or a PostgreSQL database, shared with other gateways. */
export type DatabaseAddress = { readonly file: string } | { readonly url: string };

/**
 * The client of PostgreSQL is loaded only where it is used.
 * @param use `lists`: places all over it are looked at, again and again
 */
export async function openDatabase(
  address: DatabaseAddress,
  idleTransactionMs: number,
  use: 'lists' | 'other' = 'other',
): Promise<ViewsDatabase> {
  if ('file' in address) return openSqlite(address.file, { isMapped: use === 'lists' });
  const { openPostgres } = await import('./postgres');
  return openPostgres({ url: address.url, idleTransactionMs });
}

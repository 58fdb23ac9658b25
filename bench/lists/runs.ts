import Sqlite from 'libsql';
import { Client } from 'pg';
import type { DatabaseAddress } from '@countersign/projections';
import type { Run } from './copies';

/** A connection of its own for statements that take longer than the product lets any take. */
export async function connected(
  address: DatabaseAddress,
): Promise<{ readonly run: Run; close(): Promise<void> }> {
  if ('file' in address) {
    const connection = new Sqlite(address.file);
    for (const pragma of ['synchronous = off', 'cache_size = -2000000', 'temp_store = memory'])
      connection.exec(`pragma ${pragma}`);
    return {
      run: async (text) => void connection.exec(text),
      close: async () => void connection.close(),
    };
  }
  const client = new Client({ connectionString: address.url });
  await client.connect();
  await client.query(`set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 0`);
  return { run: async (text) => void (await client.query(text)), close: () => client.end() };
}

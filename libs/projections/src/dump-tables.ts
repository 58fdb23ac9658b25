import Sqlite from 'libsql';
import { rebuiltTables } from './projections/every-projection';

/**
 * Every row of every table that a replay makes anew, one line each, in the order of their keys: two files that stand at
 * the same place in the same log dump to the same text, however they came there.
 */
export function dumpTables(file: string): string {
  const connection = new Sqlite(file, { timeout: 5_000 });
  try {
    connection.exec('PRAGMA query_only = ON');
    const lines: string[] = [];
    for (const { name, columns, key } of rebuiltTables) {
      const names = Object.keys(columns);
      const rows = connection
        .prepare(`select ${names.join(', ')} from ${name} order by ${key.join(', ')}`)
        .all([]);
      for (const row of rows) {
        const values = names.map((column) => (row as Record<string, unknown>)[column]);
        lines.push(`${name} ${JSON.stringify(values)}`);
      }
    }
    return lines.join('\n');
  } finally {
    connection.close();
  }
}

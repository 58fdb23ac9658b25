import { sql } from 'kysely';
import { Builds } from '../builds/builds';
import { openDatabase } from '../database/open-database';
import type { DatabaseAddress } from '../database/open-database';
import { tableNamesOf } from '../database/table';
import { rowsInKeyOrder } from '../database/table-rows';
import type { StoredRow } from '../database/table-rows';
import { readModel, tablesOf } from '../read-model/read-model';

export interface ShownTable {
  readonly name: string;
  readonly rows: number;
  /** In the order of the key. */
  readonly first: readonly StoredRow[];
}

const LOCKED_FOR_AT_MOST_MS = 5_000;

/** Each table of views that were replayed, with its first rows. */
export async function* tablesShown(
  address: DatabaseAddress,
  count: number,
): AsyncGenerator<ShownTable, void, undefined> {
  const database = await openDatabase(address, LOCKED_FOR_AT_MOST_MS);
  try {
    const served = await new Builds(database, '').serving(readModel.version);
    if (served === null) return;
    const names = tableNamesOf(served);
    for (const table of tablesOf(readModel)) {
      const counted = sql<{ rows: number }>`select count(*) as rows from ${sql.table(names(table))}`;
      const { rows } = await counted.execute(database.read);
      const first: StoredRow[] = [];
      for await (const page of rowsInKeyOrder(database.read, names, table)) {
        first.push(...page.slice(0, count - first.length));
        if (first.length >= count) break;
      }
      yield { name: table.name, rows: rows[0]?.rows ?? 0, first };
    }
  } finally {
    await database.close();
  }
}

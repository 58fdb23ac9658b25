import type { ViewsDatabase } from './database/database';
import type { DatabaseAddress } from './database/open-database';
import { openDatabase } from './database/open-database';
import { tableNamesOf } from './database/table';
import { rowsInKeyOrder } from './database/table-rows';
import { Builds } from './builds/builds';
import { readModel, tablesOf } from './read-model/read-model';
import type { ReadModel } from './read-model/read-model';

/**
 * Every row of every table that a replay makes anew, one line each, in the order of their keys: two databases that stand
 * at the same place in the same log dump to the same text, however they came there and whatever kind they are. Of the
 * build that serves.
 */
export async function dumpTables(address: DatabaseAddress, model: ReadModel = readModel): Promise<string> {
  const database = await openDatabase(address, 1_000);
  try {
    return await dumpOf(database, model);
  } finally {
    await database.close();
  }
}

/** As {@link dumpTables}, of a database that is open. */
export async function dumpOf(database: ViewsDatabase, model: ReadModel): Promise<string> {
  const served = await new Builds(database, '').serving(model.version);
  if (served === null) return '';
  const names = tableNamesOf(served);
  const lines: string[] = [];
  for (const table of tablesOf(model)) {
    const columns = Object.keys(table.columns);
    for await (const rows of rowsInKeyOrder(database.read, names, table)) {
      for (const row of rows) lines.push(`${table.name} ${JSON.stringify(columns.map((name) => row[name]))}`);
    }
  }
  return lines.join('\n');
}

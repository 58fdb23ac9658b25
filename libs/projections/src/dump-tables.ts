import { sql } from 'kysely';
import { wordsText } from './database/word-index';
import type { ViewsDatabase } from './database/database';
import type { DatabaseAddress } from './database/open-database';
import { openDatabase } from './database/open-database';
import { tableNamesOf } from './database/table';
import type { Table } from './database/table';
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
  const rows = await new Builds(database, '').all();
  const served = rows.findLast(({ version, state }) => version === model.version && state === 'serving');
  if (served === undefined) return '';
  const names = tableNamesOf(served);
  const lines: string[] = [];
  for (const table of tablesOf(model)) {
    const columns = Object.keys(table.columns);
    const ordered = sql.join(table.key.map((column) => sql.ref(column)));
    const selected = columns.map((column) =>
      isWords(table, column) ? wordsText(database.read, column) : sql.ref(column),
    );
    const query = sql<Record<string, unknown>>`select ${sql.join(selected)} from ${sql.table(names(table))}
      order by ${ordered}`;
    for (const row of (await query.execute(database.read)).rows) {
      lines.push(
        `${table.name} ${JSON.stringify(columns.map((column) => inOrder(row[column], isWords(table, column))))}`,
      );
    }
  }
  return lines.join('\n');
}

const isWords = ({ columns }: Table, column: string): boolean => columns[column] === 'words';

/** Databases keep words in orders of their own. */
function inOrder(value: unknown, isOfWords: boolean): unknown {
  return isOfWords && typeof value === 'string' ? value.split(' ').sort() : value;
}

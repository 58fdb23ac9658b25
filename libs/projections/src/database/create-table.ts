import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Statement, ViewsDatabase } from './database';
import type { Table, TableNames } from './table';

/** The statements that make a table with its indexes. Texts are ordered by their bytes in every database. */
export function createTable(
  { kind, write }: Pick<ViewsDatabase, 'kind' | 'write'>,
  table: Table,
  names: TableNames,
): Statement[] {
  const { columns, key, indexes, clustered } = table;
  const name = names(table);
  let ddl = write.schema.createTable(name).ifNotExists();
  for (const [column, columnKind] of Object.entries(columns)) {
    const type = columnKind.startsWith('text') ? textType(kind) : sql`bigint`;
    ddl = ddl.addColumn(column, type, (options) => (columnKind.endsWith('?') ? options : options.notNull()));
  }
  ddl = ddl.addPrimaryKeyConstraint(`${name}_key`, [...key] as never[]);
  if (clustered && kind === 'sqlite') ddl = ddl.modifyEnd(sql`without rowid`);
  return [ddl, ...indexes.map((index) => createIndex(write, table, name, index))].map((made) => ({
    sql: made.compile().sql,
    parameters: [],
  }));
}

function textType(kind: ViewsDatabase['kind']) {
  return kind === 'postgres' ? sql`text collate "C"` : sql`text`;
}

/** Most rows have no value in a nullable column, and nobody looks for those by it. */
function createIndex(write: Kysely<unknown>, { columns }: Table, name: string, index: readonly string[]) {
  const place = index.slice(index[0] === 'workspace' ? 1 : 0).join('_');
  let ddl = write.schema
    .createIndex(`${name}_by_${place}`)
    .ifNotExists()
    .on(name)
    .columns([...index]);
  for (const column of index.filter((each) => columns[each]?.endsWith('?'))) {
    ddl = ddl.where(sql.ref(column), 'is not', null);
  }
  return ddl;
}

import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Statement, ViewsDatabase } from './database';
import type { ColumnKind, Table, TableNames } from './table';
import { createWordIndex, dropWordIndex, wordsType } from './word-index';

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
    ddl = ddl.addColumn(column, typeOf(columnKind, kind), (options) =>
      columnKind.endsWith('?') ? options : options.notNull(),
    );
  }
  ddl = ddl.addPrimaryKeyConstraint(`${name}_key`, [...key] as never[]);
  if (clustered && kind === 'sqlite') ddl = ddl.modifyEnd(sql`without rowid`);
  const made = [ddl, ...indexes.map((index) => createIndex(write, table, name, index))];
  return [...made.map((each) => each.compile().sql), ...createWordIndex(kind, table, name)].map(plainly);
}

/** The statements that remove a table, by its name in the database, with all that was made with it. */
export function dropTable({ kind, write }: Pick<ViewsDatabase, 'kind' | 'write'>, name: string): Statement[] {
  const drop = write.schema.dropTable(name).ifExists().compile().sql;
  return [...dropWordIndex(kind, name), drop].map(plainly);
}

const plainly = (text: string): Statement => ({ sql: text, parameters: [] });

function typeOf(column: ColumnKind, kind: ViewsDatabase['kind']) {
  switch (column) {
    case 'text':
    case 'text?':
      return kind === 'postgres' ? sql`text collate "C"` : sql`text`;
    case 'integer':
    case 'integer?':
      return sql`bigint`;
    case 'words':
      return wordsType(kind);
  }
}

/** Most rows have no value in a nullable column, and nobody looks for those by it. */
function createIndex(write: Kysely<unknown>, { columns }: Table, name: string, index: readonly string[]) {
  let ddl = write.schema
    .createIndex(indexName(name, index))
    .ifNotExists()
    .on(name)
    .columns([...index]);
  for (const column of index.filter((each) => columns[each]?.endsWith('?'))) {
    ddl = ddl.where(sql.ref(column), 'is not', null);
  }
  return ddl;
}

/** What SQLite calls the index of the key, where the table does not live in it. */
export function keyIndexName(name: string): string {
  return `sqlite_autoindex_${name}_1`;
}

/** What an index of a table is called, which has this name in the database. */
export function indexName(name: string, index: readonly string[]): string {
  return `${name}_by_${index.slice(index[0] === 'workspace' ? 1 : 0).join('_')}`;
}

import { sql } from 'kysely';
import type { Kysely, SelectQueryBuilder } from 'kysely';

/**
 * A table is described once: its DDL, the type of its rows, its upsert and its canonical dump follow from the
 * description. Tables of a read model exist once for each of its builds, under names that say which.
 */

/** `words` holds different words with a space between them, each of letters and digits only. */
export type ColumnKind = 'text' | 'text?' | 'integer' | 'integer?' | 'words';
type ValueOf<Kind extends ColumnKind> = Kind extends 'text' | 'words'
  ? string
  : Kind extends 'text?'
    ? string | null
    : Kind extends 'integer'
      ? number
      : number | null;

type Columns = Readonly<Record<string, ColumnKind>>;

export interface Table<Name extends string = string, Shape extends Columns = Columns> {
  readonly name: Name;
  readonly columns: Shape;
  readonly key: readonly string[];
  readonly indexes: readonly (readonly string[])[];
  /** Columns that keep what a row was made with: replacing the row leaves them, and the indexes over them, alone. */
  readonly fixed: readonly string[];
  /** Columns of texts that the key or an index holds, so that they are written as `indexedText`. */
  readonly indexedTexts: ReadonlySet<string>;
  /**
   * Rows are found by the words in a column of that kind, and come in the order of a whole number that is each row's
   * own within the table; null: they are not. See `word-index.ts`.
   */
  readonly wordIndex: WordIndex | null;
  /** Small rows that live in their primary key's tree, where the database can do that. */
  readonly clustered: boolean;
}

export interface WordIndex {
  readonly words: string;
  readonly number: string;
}

export type RowOf<T extends Table> = {
  -readonly [Column in keyof T['columns']]: ValueOf<T['columns'][Column]>;
};
/** What Kysely knows about one table; intersect for several. */
export type SchemaOf<T extends Table> = { [Name in T['name']]: RowOf<T> };

export function table<const Name extends string, const Shape extends Columns>(
  name: Name,
  columns: Shape,
  options: {
    readonly key: readonly (keyof Shape & string)[];
    readonly indexes?: readonly (readonly (keyof Shape & string)[])[];
    readonly fixed?: readonly (keyof Shape & string)[];
    readonly wordIndex?: Readonly<Record<keyof WordIndex, keyof Shape & string>>;
    readonly clustered?: boolean;
  },
): Table<Name, Shape> {
  const { key, indexes = [] } = options;
  const indexed = [...key, ...indexes.flat()];
  return {
    name,
    columns,
    key,
    indexes,
    fixed: options.fixed ?? [],
    indexedTexts: new Set(indexed.filter((column) => columns[column]?.startsWith('text'))),
    wordIndex: options.wordIndex ?? null,
    clustered: options.clustered ?? false,
  };
}

/** One set of tables that a version of the read model was folded into. A rebuild makes the next build. */
export interface BuildId {
  readonly version: number;
  readonly build: number;
}

export function isSameBuild(one: BuildId, other: BuildId): boolean {
  return one.version === other.version && one.build === other.build;
}

export function isLaterBuild(one: BuildId, other: BuildId): boolean {
  return one.version > other.version || (one.version === other.version && one.build > other.build);
}

/** What a table is called in the database. */
export type TableNames = (table: Pick<Table, 'name'>) => string;

/** Ends the name of every table of a build: `_v2`, and `_v2_b3` for what was rebuilt. */
export function suffixOf({ version, build }: BuildId): string {
  return build === 1 ? `_v${version}` : `_v${version}_b${build}`;
}

export function tableNamesOf(build: BuildId): TableNames {
  const suffix = suffixOf(build);
  return ({ name }) => `${name}${suffix}`;
}

/** The name of a table that is not of any build. */
export const plainName: TableNames = ({ name }) => name;

/** `select ... from <the build's table> as <the table's plain name>`. */
export function selectFrom<T extends Table>(
  database: Kysely<unknown>,
  names: TableNames,
  { name }: T,
): SelectQueryBuilder<SchemaOf<T>, T['name'], object> {
  const source = sql`${sql.table(names({ name }))}`.as(name);
  return (database as Kysely<object>).selectFrom(source);
}

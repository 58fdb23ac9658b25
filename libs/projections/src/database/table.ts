/**
 * A table is described once: its DDL, the type of its rows, its upsert and its canonical dump follow from the
 * description. A table of a projection carries the projection's version in its name; a changed shape is a new table.
 */

type ColumnKind = 'text' | 'text?' | 'integer' | 'integer?';
type ValueOf<Kind extends ColumnKind> = Kind extends 'text'
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
  /** Small rows that live in their primary key's tree. */
  readonly clustered: boolean;
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
    readonly clustered?: boolean;
  },
): Table<Name, Shape> {
  return {
    name,
    columns,
    key: options.key,
    indexes: options.indexes ?? [],
    clustered: options.clustered ?? false,
  };
}

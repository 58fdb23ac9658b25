import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Connection } from './sqlite';
import type { Table } from './table';
import type { Writes } from './writes';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;
type Statement = ReturnType<Connection['prepare']>;

/** Rows a statement: several share the cost of one call, one takes what is left. */
const SIZES = [16, 4, 1] as const;

/** Runs what a batch collected, with statements that Kysely compiled once. To be called inside a transaction. */
export class RowWriter {
  readonly #connection: Connection;
  readonly #compiler: Kysely<unknown>;
  readonly #statements = new Map<string, Statement>();

  constructor(connection: Connection, compiler: Kysely<unknown>) {
    this.#connection = connection;
    this.#compiler = compiler;
  }

  run(writes: Writes): void {
    for (const { table, puts, patches, removals } of writes.tables()) {
      for (const key of removals.values()) this.#remove(table, key);
      this.#upsert(
        table,
        [...puts.values()].map((row) => (typeof row === 'function' ? row() : row)),
      );
      for (const { key, values } of patches.values()) this.#patch(table, key, values);
    }
  }

  #upsert(table: Table, rows: readonly Row[]): void {
    const columns = Object.keys(table.columns);
    let next = 0;
    for (const size of SIZES) {
      for (; rows.length - next >= size; next += size) {
        const values = rows
          .slice(next, next + size)
          .flatMap((row) => columns.map((column) => row[column] ?? null));
        this.#statement(`${table.name} ${size}`, () => upsertOf(table, columns, size)).run(values);
      }
    }
  }

  #patch(table: Table, key: Row, values: Row): void {
    const changed = Object.keys(values);
    const text = () =>
      sql`update ${sql.table(table.name)} set ${sql.join(changed.map(isGiven))} where ${allOf(table)}`;
    const parameters = [...changed.map((column) => values[column] ?? null), ...keyOf(table, key)];
    this.#statement(`${table.name} set ${changed.join()}`, text).run(parameters);
  }

  #remove(table: Table, key: Row): void {
    const text = () => sql`delete from ${sql.table(table.name)} where ${allOf(table)}`;
    this.#statement(`${table.name} remove`, text).run(keyOf(table, key));
  }

  #statement(name: string, text: () => ReturnType<typeof sql>): Statement {
    let statement = this.#statements.get(name);
    if (statement === undefined) {
      statement = this.#connection.prepare(text().compile(this.#compiler).sql);
      this.#statements.set(name, statement);
    }
    return statement;
  }
}

function upsertOf(table: Table, columns: readonly string[], size: number) {
  const row = sql`(${sql.join(columns.map(() => sql`${null}`))})`;
  const rest = columns.filter((column) => !table.key.includes(column));
  const change =
    rest.length === 0
      ? sql`nothing`
      : sql`update set ${sql.join(rest.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))}`;
  return sql`insert into ${sql.table(table.name)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(Array.from({ length: size }, () => row))}
    on conflict (${sql.join(table.key.map((column) => sql.ref(column)))}) do ${change}`;
}

function allOf(table: Table) {
  return sql.join(table.key.map(isGiven), sql` and `);
}

function isGiven(column: string) {
  return sql`${sql.ref(column)} = ${null}`;
}

function keyOf(table: Table, key: Row): Value[] {
  return table.key.map((column) => key[column] ?? null);
}

import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Statement, Value } from './database';
import { indexedText } from './indexed-text';
import type { Table, TableNames } from './table';
import { wordsGiven } from './word-index';
import type { Row, Writes } from './writes';

/** Rows a statement: several share the cost of one call, one takes what is left. */
const SIZES = [64, 16, 4, 1] as const;
/** For so long rows are made in one turn. */
const TURN_MS = 4;

type Patch = { readonly key: Row; readonly values: Row; readonly isAsRead: boolean };

/** Says what a batch collected in SQL, with texts that Kysely compiled once. */
export class RowWriter {
  readonly #compiler: Kysely<unknown>;
  readonly #names: TableNames;
  readonly #texts = new Map<string, string>();

  constructor(compiler: Kysely<unknown>, names: TableNames) {
    this.#compiler = compiler;
    this.#names = names;
  }

  /** Rows that are made late may be large ones: others have their turn in between. */
  async statements(writes: Writes): Promise<Statement[]> {
    const statements: Statement[] = [];
    let since = performance.now();
    for (const { table, puts, patches, removals, sums } of writes.tables()) {
      for (const key of removals.values()) statements.push(this.#remove(table, key));
      const rows: Row[] = [];
      for (const row of puts.values()) {
        if (performance.now() - since > TURN_MS) {
          await otherWork();
          since = performance.now();
        }
        rows.push(typeof row === 'function' ? row() : row);
      }
      statements.push(...this.#upserts(table, rows, 'replacing'));
      const added = [...sums.values()].map(({ key, amounts }) => ({ ...key, ...amounts }));
      statements.push(...this.#upserts(table, added, 'adding'));
      for (const patch of patches.values()) statements.push(this.#patch(table, patch));
    }
    return statements;
  }

  #upserts(table: Table, rows: readonly Row[], way: 'replacing' | 'adding'): Statement[] {
    const columns = Object.keys(table.columns);
    const statements: Statement[] = [];
    let next = 0;
    for (const size of SIZES) {
      for (; rows.length - next >= size; next += size) {
        const parameters = rows.slice(next, next + size).flatMap((row) => valuesOf(table, row, columns));
        const sql = this.#text(`${table.name} ${way} ${size}`, () =>
          this.#upsertOf(table, columns, size, way),
        );
        statements.push({ sql, parameters });
      }
    }
    return statements;
  }

  #patch(table: Table, { key, values, isAsRead }: Patch): Statement {
    const changed = Object.keys(values);
    const text = () =>
      sql`update ${this.#name(table)} set ${sql.join(changed.map((column) => this.#change(table, column)))} where ${allOf(table)}`;
    return {
      sql: this.#text(`${table.name} set ${changed.join()}`, text),
      parameters: [
        ...valuesOf(table, values, changed),
        ...(isAsRead ? table.key.map((column) => key[column] ?? null) : valuesOf(table, key, table.key)),
      ],
    };
  }

  #remove(table: Table, key: Row): Statement {
    const text = () => sql`delete from ${this.#name(table)} where ${allOf(table)}`;
    return { sql: this.#text(`${table.name} remove`, text), parameters: valuesOf(table, key, table.key) };
  }

  #text(name: string, make: () => ReturnType<typeof sql>): string {
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = make().compile(this.#compiler).sql;
      this.#texts.set(name, text);
    }
    return text;
  }

  #upsertOf(table: Table, columns: readonly string[], size: number, way: 'replacing' | 'adding') {
    const row = sql`(${sql.join(columns.map((column) => this.#value(table, column)))})`;
    const rest = columns.filter((column) => !table.key.includes(column) && !table.fixed.includes(column));
    const own = this.#names(table);
    const changed = rest.map((column) => {
      const given = sql`excluded.${sql.ref(column)}`;
      return sql`${sql.ref(column)} = ${way === 'adding' ? sql`${sql.ref(`${own}.${column}`)} + ${given}` : given}`;
    });
    const change = rest.length === 0 ? sql`nothing` : sql`update set ${sql.join(changed)}`;
    return sql`insert into ${this.#name(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(Array.from({ length: size }, () => row))}
      on conflict (${sql.join(table.key.map((column) => sql.ref(column)))}) do ${change}`;
  }

  #change(table: Table, column: string) {
    return sql`${sql.ref(column)} = ${this.#value(table, column)}`;
  }

  #value({ columns }: Table, column: string) {
    return columns[column] === 'words' ? wordsGiven(this.#compiler) : sql`${null}`;
  }

  #name(table: Table) {
    return sql.table(this.#names(table));
  }
}

function allOf(table: Table) {
  return sql.join(table.key.map(isGiven), sql` and `);
}

function isGiven(column: string) {
  return sql`${sql.ref(column)} = ${null}`;
}

function valuesOf({ indexedTexts }: Table, row: Row, columns: readonly string[]): Value[] {
  return columns.map((column) => {
    const value = row[column] ?? null;
    return typeof value === 'string' && indexedTexts.has(column) ? indexedText(value) : value;
  });
}

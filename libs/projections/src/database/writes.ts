import type { RowOf, Table } from './table';

export type Row = Readonly<Record<string, string | number | null>>;

/** What one batch does to one table: the last word on each row, by its key. */
interface TableWrites {
  readonly table: Table;
  readonly puts: Map<string, Row | (() => Row)>;
  readonly patches: Map<string, { readonly key: Row; readonly values: Row; readonly isAsRead: boolean }>;
  readonly removals: Map<string, Row>;
  readonly sums: Map<string, { readonly key: Row; readonly amounts: Readonly<Record<string, number>> }>;
}

/**
 * Collects what a batch of facts does to the tables, so that a row that changes five times in a batch is written once
 * and the transaction holds nothing but statements.
 */
export class Writes {
  readonly #tables = new Map<string, TableWrites>();

  /** Inserts or replaces a row. `id` names the row within its table. A function is called once, at the end of the batch. */
  put<T extends Table>(table: T, id: string, row: RowOf<T> | (() => RowOf<T>)): void {
    const writes = this.#of(table);
    writes.removals.delete(id);
    writes.patches.delete(id);
    writes.puts.set(id, row);
  }

  /**
   * Changes columns of a row that exists, in this batch or in the database. Not for rows put as a function.
   * @param isAsRead the key was read from the database, so that long names in it are cut already
   */
  patch<T extends Table>(
    table: T,
    id: string,
    key: Partial<RowOf<T>>,
    values: Partial<RowOf<T>>,
    isAsRead = false,
  ): void {
    const writes = this.#of(table);
    const pending = writes.puts.get(id);
    if (pending !== undefined) {
      if (typeof pending === 'function')
        throw new TypeError(`a row of ${table.name} that is made late cannot be patched`);
      writes.puts.set(id, { ...pending, ...(values as Row) });
      return;
    }
    const earlier = writes.patches.get(id);
    writes.patches.set(id, { key: key as Row, values: { ...earlier?.values, ...(values as Row) }, isAsRead });
  }

  remove<T extends Table>(table: T, id: string, key: Partial<RowOf<T>>): void {
    const writes = this.#of(table);
    writes.puts.delete(id);
    writes.patches.delete(id);
    writes.removals.set(id, key as Row);
  }

  /** Makes some rows of a table, by their ids, into others; one that is among both stays as it is. */
  exchange<T extends Table>(
    table: T,
    old: ReadonlyMap<string, RowOf<T>>,
    rows: ReadonlyMap<string, RowOf<T>>,
  ): void {
    for (const [id, row] of old) if (!rows.has(id)) this.remove(table, id, row);
    for (const [id, row] of rows) if (!old.has(id)) this.put(table, id, row);
  }

  /**
   * Adds to the numbers of a row, which begins with 0 each; what is added in a batch is added up first. A row is there
   * once something was added to it, if only 0. For tables to which nothing else is ever written.
   */
  add<T extends Table>(
    table: T,
    id: string,
    key: Partial<RowOf<T>>,
    amounts: Readonly<Record<string, number>>,
  ): void {
    const { sums } = this.#of(table);
    const earlier = sums.get(id)?.amounts ?? {};
    const added = Object.entries(amounts).map(([column, amount]) => [
      column,
      (earlier[column] ?? 0) + amount,
    ]);
    sums.set(id, {
      key: key as Row,
      amounts: { ...earlier, ...(Object.fromEntries(added) as typeof amounts) },
    });
  }

  isPut(table: Table, id: string): boolean {
    return this.#tables.get(table.name)?.puts.has(id) === true;
  }

  touches(table: Table): boolean {
    return this.#tables.has(table.name);
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0;
  }

  tables(): Iterable<TableWrites> {
    return this.#tables.values();
  }

  #of(table: Table): TableWrites {
    let writes = this.#tables.get(table.name);
    if (writes === undefined) {
      writes = { table, puts: new Map(), patches: new Map(), removals: new Map(), sums: new Map() };
      this.#tables.set(table.name, writes);
    }
    return writes;
  }
}

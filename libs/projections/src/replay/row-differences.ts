import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Value } from '../database/database';
import type { Table, TableNames } from '../database/table';
import { rowsInKeyOrder } from '../database/table-rows';
import type { StoredRow } from '../database/table-rows';

export type RowDifference = {
  readonly table: string;
  /** By the names of the key's columns. */
  readonly key: StoredRow;
} & (
  | {
      readonly kind: 'changed';
      readonly columns: readonly { readonly name: string; readonly live: Value; readonly replayed: Value }[];
    }
  /** The live views lack it. */
  | { readonly kind: 'only-replayed'; readonly row: StoredRow }
  /** The log says nothing of it. */
  | { readonly kind: 'only-live'; readonly row: StoredRow }
);

export interface Side {
  readonly read: Kysely<unknown>;
  readonly names: TableNames;
}

/** Rows of a table in the order of its key. */
type PagesOf = (
  read: Kysely<unknown>,
  names: TableNames,
  table: Table,
) => AsyncGenerator<readonly StoredRow[], void, undefined>;

/** What differs in one table, in the order of its key; `onRows` hears how many rows were compared. */
export async function* rowDifferences(
  table: Table,
  sides: { readonly live: Side; readonly replayed: Side },
  onRows: (count: number) => void,
  pagesOf: PagesOf = rowsInKeyOrder,
): AsyncGenerator<RowDifference, void, undefined> {
  const live = new Rows(pagesOf(sides.live.read, sides.live.names, table));
  const replayed = new Rows(pagesOf(sides.replayed.read, sides.replayed.names, table));
  try {
    for (;;) {
      const here = live.row ?? (await live.next());
      const there = replayed.row ?? (await replayed.next());
      if (here === null && there === null) return;
      onRows(1);
      const order = orderOf(table, here, there);
      if (order <= 0) live.take();
      if (order >= 0) replayed.take();
      const difference = differenceOf(table, order < 0 ? null : there, order > 0 ? null : here);
      if (difference !== null) yield difference;
    }
  } finally {
    // What is wrong there comes after what ended the comparison, if anything did.
    await Promise.allSettled([live.close(), replayed.close()]);
  }
}

function differenceOf(
  table: Table,
  replayed: StoredRow | null,
  live: StoredRow | null,
): RowDifference | null {
  const row = live ?? replayed ?? {};
  const about = {
    table: table.name,
    key: Object.fromEntries(table.key.map((column) => [column, row[column] ?? null])),
  };
  if (live === null) return { ...about, kind: 'only-replayed', row };
  if (replayed === null) return { ...about, kind: 'only-live', row };
  const columns = Object.keys(table.columns)
    .filter((name) => live[name] !== replayed[name])
    .map((name) => ({ name, live: live[name] ?? null, replayed: replayed[name] ?? null }));
  return columns.length === 0 ? null : { ...about, kind: 'changed', columns };
}

/** Which row comes first by the key; one that is not there comes last. */
function orderOf({ key }: Table, one: StoredRow | null, other: StoredRow | null): number {
  if (one === null || other === null) return one === null ? 1 : -1;
  for (const column of key) {
    const order = valueOrder(one[column] ?? null, other[column] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** Texts by their bytes, as the databases have them: UTF-16 units would put some characters elsewhere. */
function valueOrder(one: Value, other: Value): number {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

/** One side's rows, one after the other. */
class Rows {
  readonly #pages: AsyncGenerator<readonly StoredRow[], void, undefined>;
  #page: readonly StoredRow[] = [];
  #at = 0;

  constructor(pages: AsyncGenerator<readonly StoredRow[], void, undefined>) {
    this.#pages = pages;
  }

  /** The one that was not taken yet; null where its page must be asked for. */
  get row(): StoredRow | null {
    return this.#page[this.#at] ?? null;
  }

  async next(): Promise<StoredRow | null> {
    const { value } = await this.#pages.next();
    this.#page = value ?? [];
    this.#at = 0;
    // SQLite answers within the turn, and a signal or a bar has to get its own.
    await nextTurn();
    return this.row;
  }

  take(): void {
    this.#at += 1;
  }

  async close(): Promise<void> {
    await this.#pages.return();
  }
}

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Change, Work } from '../contract';
import type { Table } from '../database/table';
import { attemptsTable } from './attempts-table';
import type { WorkSource } from './work-queue';

/** Work that becomes due at a time which its row says. `Row` is what else a row holds that the work needs. */
interface TimedWork<Row> {
  readonly name: string;
  readonly table: Table;
  /** It is due so long after its time, for clocks that differ. */
  readonly graceMs?: number;
  /** The column of the time, UTC milliseconds; there is an index that begins with it. */
  readonly time: string;
  /** Columns that are selected as they are. */
  readonly columns: readonly (keyof Row & string)[];
  /** The key of a row `w`, in SQL and here. */
  readonly key: RawBuilder<string>;
  readonly keyOf: (row: Row) => string;
  /** The same the other way round, so that an index finds the row `w` of an attempt `t`. */
  readonly isOf: RawBuilder<boolean>;
  readonly opens: (change: Change) => boolean;
}

/** Rows are asked for in the order of their times, so that the first that is not due says when the next one is. */
export function timedWork<Row extends object>(source: TimedWork<Row>): WorkSource<Row & Work> {
  const { name, table, columns, key, keyOf, isOf, opens, graceMs = 0 } = source;
  const time = sql.ref(`w.${source.time}`);
  const selected = sql.join(columns.map((column) => sql.ref(`w.${column}`)));
  return {
    name,
    table,
    isOf,
    isDue: (now) => sql<boolean>`${time} <= ${now - graceMs}`,
    opens,
    async due({ read, clock }, names, limit) {
      const { rows } = await sql<Row & { attempts: number; now: number; due_at: number }>`
        select ${selected}, ${time} as due_at, coalesce(t.attempts, 0) as attempts, ${clock} as now
        from ${sql.table(names(table))} as w left join ${sql.table(attemptsTable.name)} as t
        on t.reaction = ${sql.lit(name)} and t.key = ${key}
        where t.next_attempt_at is null or t.next_attempt_at <= ${clock}
        order by ${time} limit ${limit + 1}`.execute(read);
      const inMs = ({ due_at: at, now }: (typeof rows)[number]): number => at + graceMs - now;
      const next = rows.find((row) => inMs(row) > 0);
      const work = rows
        .filter((row) => inMs(row) <= 0)
        .slice(0, limit)
        .map((row) => ({ ...row, key: keyOf(row) }));
      return { work, nextInMs: next === undefined ? null : inMs(next) };
    },
  };
}

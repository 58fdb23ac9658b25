import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DecisionFilter } from '../contract';
import { indexedText } from '../database/indexed-text';
import type { RowOf } from '../database/table';
import { testedColumn } from '../database/tested-column';
import { isSeenBy } from '../projections/audience';
import { decisionsTable } from '../projections/decisions';
import { reviewsTable } from '../projections/reviews';
import { wayOfSight } from '../review-lists/conditions';
import type { Question } from '../review-lists/conditions';
import { allOf } from '../review-lists/selection';
import { leadsToFew } from '../review-lists/ways';

type DecisionsRow = RowOf<typeof decisionsTable>;
type Place = Pick<DecisionsRow, 'number' | 'decided_at'>;

export interface DecisionSelection {
  /** Newest first. All that stands before them is passed over, some at a time. */
  rows(part: { readonly limit: number; readonly offset: number }): Promise<readonly DecisionsRow[]>;
  /** At most so many; as many where too much would have to be tested. */
  count(limit: number): Promise<number>;
}

const NUMBER = sql.ref('decisions.number');
const UNINDEXED = sql`+decisions.number`;

/** What a filter leaves of the decisions for a viewer. */
export async function decisionSelection(
  question: Question,
  filter: DecisionFilter,
): Promise<DecisionSelection> {
  const { database, names, viewer, bounds } = question;
  const { workspace } = viewer;
  const decisions = sql`${sql.table(names(decisionsTable))} as decisions`;
  const indexed = (column: string) => sql.ref(`decisions.${column}`);
  const tested = (column: string) => testedColumn(database, `decisions.${column}`);
  const own = sql<boolean>`decisions.workspace = ${workspace}`;
  const isSeen = isSeenBy(viewer, 'decisions.review', names);
  const isInTime = filter.from !== undefined || filter.to !== undefined;
  const inTime = isInTime
    ? sql`select 1 from ${decisions} where ${allOf([own, ...timesOf(filter, indexed)])}`
    : null;
  const sight = wayOfSight(question);

  /** All of few, to be sorted. A session has few anyway, and an index for them in order. */
  const few = async (): Promise<RawBuilder<boolean> | null> => {
    if (filter.session !== undefined) return null;
    if (sight !== null && (await leadsToFew(question, sight))) {
      // SQLite reads the tables of a cross join as they stand.
      const sessions = sql`select reviews.session from (${sight.rows}) as led
        cross join ${sql.table(names(reviewsTable))} as reviews
        where reviews.workspace = ${workspace} and reviews.id = led.review`;
      return allOf([
        own,
        sql<boolean>`decisions.session in (${sessions})`,
        ...namesOf(filter, tested),
        ...timesOf(filter, tested),
        isSeen,
      ]);
    }
    if (inTime === null || !(await leadsToFew(question, { rows: inTime }))) return null;
    return allOf([own, ...timesOf(filter, indexed), ...namesOf(filter, tested), isSeen]);
  };
  const all = await few();

  const walked = (isByTime: boolean): RawBuilder<boolean>[] => {
    return isByTime
      ? [own, ...timesOf(filter, indexed), ...namesOf(filter, tested)]
      : [own, ...namesOf(filter, indexed)];
  };
  const order = (isByTime: boolean) =>
    sql.join([...(isByTime ? [indexed('decided_at')] : []), NUMBER].map((column) => sql`${column} desc`));
  const isBeyond = (
    isByTime: boolean,
    place: Place | null,
    is: RawBuilder<unknown>,
  ): RawBuilder<boolean> | null => {
    if (place === null) return null;
    return isByTime
      ? sql<boolean>`(decisions.decided_at, decisions.number) ${is} (${place.decided_at}, ${place.number})`
      : sql<boolean>`${NUMBER} ${is} ${place.number}`;
  };
  /** Conditions of so many at a time; null: those are the last ones. */
  async function* stretches(isByTime: boolean) {
    for (let [after, isLast] = [null as Place | null, false]; !isLast;) {
      const start = isBeyond(isByTime, after, sql`<`);
      const { rows } =
        await sql<Place>`select decisions.number, ${isByTime ? sql`decisions.decided_at` : sql`0 as decided_at`}
        from ${decisions} where ${allOf([...walked(isByTime), start])}
        order by ${order(isByTime)} limit 1 offset ${bounds.walked - 1}`.execute(database);
      const until = rows[0] ?? null;
      isLast = until === null;
      const times = isByTime ? [] : timesOf(filter, tested);
      yield {
        isLast,
        where: allOf([...walked(isByTime), ...times, isSeen, start, isBeyond(isByTime, until, sql`>=`)]),
      };
      after = until;
      await otherWork();
    }
  }
  const some = async (where: RawBuilder<boolean>, number: RawBuilder<unknown>, part: RawBuilder<unknown>) => {
    const { rows } = await sql<DecisionsRow>`select decisions.* from ${decisions} where ${where}
      order by ${number} desc ${part}`.execute(database);
    return rows;
  };
  const counted = async (where: RawBuilder<boolean>, limit: number) => {
    const { rows } = await sql<{ total: number }>`select count(*) as total
      from (select 1 as one from ${decisions} where ${where} limit ${limit}) as found`.execute(database);
    return Number(rows[0]?.total);
  };

  return {
    async rows({ limit, offset }) {
      if (all !== null) return some(all, UNINDEXED, sql`limit ${limit} offset ${offset}`);
      const found: DecisionsRow[] = [];
      let passed = 0;
      for await (const { where } of stretches(false)) {
        const left = offset - passed;
        const skipped = left > 0 ? await counted(where, left) : 0;
        passed += skipped;
        if (passed < offset) continue;
        const part = sql`limit ${limit - found.length} offset ${skipped}`;
        found.push(...(await some(where, NUMBER, part)));
        if (found.length === limit) break;
      }
      return found;
    },
    async count(limit) {
      if (all !== null) return counted(all, limit);
      let [total, looked] = [0, 0];
      for await (const { where, isLast } of stretches(isInTime)) {
        total += await counted(where, limit - total);
        looked += bounds.walked;
        if (total >= limit || isLast) return total;
        if (looked >= bounds.counted) break;
      }
      return limit;
    },
  };
}

type ColumnOf = (column: string) => RawBuilder<unknown>;

function namesOf(filter: DecisionFilter, of: ColumnOf): RawBuilder<boolean>[] {
  const given = {
    session: filter.session,
    user_id: filter.userId,
    module: filter.moduleName,
    verdict: filter.verdict,
  };
  return Object.entries(given).flatMap(([column, value]) =>
    value === undefined ? [] : [sql<boolean>`${of(column)} = ${indexedText(value)}`],
  );
}

function timesOf({ from, to }: DecisionFilter, of: ColumnOf): RawBuilder<boolean>[] {
  return [
    ...(from === undefined ? [] : [sql<boolean>`${of('decided_at')} >= ${from}`]),
    ...(to === undefined ? [] : [sql<boolean>`${of('decided_at')} < ${to}`]),
  ];
}

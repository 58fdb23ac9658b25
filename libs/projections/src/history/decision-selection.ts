import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DecisionFilter, DecisionPlace } from '../contract';
import { indexedText } from '../database/indexed-text';
import type { RowOf } from '../database/table';
import { testedColumn } from '../database/tested-column';
import { isSeenThen } from '../projections/audience';
import { decisionsTable } from '../projections/decisions';
import { allOf, wayOfSight } from '../review-lists/conditions';
import type { Question } from '../review-lists/conditions';
import { leadsToFew } from '../review-lists/ways';

/** So many stretches are tested for a page that another one can follow. */
const TESTED_FOR_A_PAGE = 2;

type DecisionsRow = RowOf<typeof decisionsTable>;

/** Behind a place, or so many further on. */
export type DecisionsPart = { readonly limit: number } & (
  { readonly offset: number } | { readonly after: DecisionPlace | null }
);

export interface FoundRows {
  readonly rows: readonly DecisionsRow[];
  /** The last that was looked at, where it was looked no further: too much was tested in vain. */
  readonly end: DecisionPlace | null;
}

export interface DecisionSelection {
  /**
   * Newest first: by their numbers, those of some time by when they were decided. All that an offset leaves out is passed
   * over, some at a time, and nothing is found behind many in a row that do not pass; a place is found at once, and
   * fewer are tested, for whoever has it goes on from the end.
   */
  rows(part: DecisionsPart): Promise<FoundRows>;
  /** At most so many; as many where too much would have to be tested. */
  count(limit: number): Promise<number>;
}

/** What a filter leaves of the decisions for a viewer. */
export async function decisionSelection(
  question: Question,
  filter: DecisionFilter,
): Promise<DecisionSelection> {
  const { database, names, viewer, bounds } = question;
  const { workspace } = viewer;
  const decisions = sql`${sql.table(names(decisionsTable))} as decisions`;
  const indexed = (column: string) => sql.ref(`decisions.${column}`);
  const unindexed = (column: string) => sql`+decisions.${sql.ref(column)}`;
  const tested = (column: string) => testedColumn(database, `decisions.${column}`);
  const own = sql<boolean>`decisions.workspace = ${workspace}`;
  const isSeen = isSeenThen(question, {
    review: 'decisions.review',
    requestedAt: 'decisions.requested_at',
  });
  const isInTime = filter.from !== undefined || filter.to !== undefined;
  const inTime = isInTime
    ? sql`select 1 from ${decisions} where ${allOf([own, ...timesOf(filter, indexed)])}`
    : null;
  const sight = wayOfSight(question, { verdict: filter.verdict });

  /** All of few, to be sorted. One thing that is asked for alone has an index that has it in order. */
  const few = async (): Promise<RawBuilder<boolean> | null> => {
    const named = namesOf(filter, indexed);
    for (const isNamed of named.length + (isInTime ? 1 : 0) > 1 ? named : []) {
      const where = allOf([own, isNamed]);
      if (await leadsToFew(question, { rows: sql`select 1 from ${decisions} where ${where}` }))
        return allOf([where, ...namesOf(filter, tested), ...timesOf(filter, tested), isSeen]);
    }
    if (filter.session !== undefined && !isInTime) return null;
    if (sight !== null && (await leadsToFew(question, sight))) {
      return allOf([
        own,
        sql<boolean>`decisions.review in (${sight.rows})`,
        ...namesOf(filter, tested),
        ...timesOf(filter, tested),
        isSeen,
      ]);
    }
    if (inTime === null || !(await leadsToFew(question, { rows: inTime }))) return null;
    return allOf([own, ...timesOf(filter, indexed), ...namesOf(filter, tested), isSeen]);
  };
  const all = await few();

  // One index is walked, of the name that usually leaves the fewest; the other names are tests.
  const isWalkedBy = isInTime ? timesOf(filter, indexed) : namesOf(filter, indexed).slice(0, 1);
  const walked = [own, ...isWalkedBy];
  const passes = [...namesOf(filter, tested).slice(isInTime ? 0 : 1), isSeen];
  const newestFirst = (refOf: ColumnOf) =>
    sql.join([...(isInTime ? ['decided_at'] : []), 'number'].map((column) => sql`${refOf(column)} desc`));
  const isBeyond = (place: DecisionPlace | null, is: RawBuilder<unknown>): RawBuilder<boolean> | null => {
    if (place === null) return null;
    return isInTime
      ? sql<boolean>`(decisions.decided_at, decisions.number) ${is} (${place.decidedAt}, ${place.number})`
      : sql<boolean>`decisions.number ${is} ${place.number}`;
  };
  /** Conditions of so many at a time, behind a place, and the last of these; null: of all that are left. */
  async function* stretches(behind: DecisionPlace | null) {
    for (let after = behind, isLast = false; !isLast;) {
      const start = isBeyond(after, sql`<`);
      const { rows } =
        await sql<DecisionPlace>`select decisions.number, ${isInTime ? sql`decisions.decided_at` : sql`0`} as "decidedAt"
        from ${decisions} where ${allOf([...walked, start])}
        order by ${newestFirst(indexed)} limit 1 offset ${bounds.walked - 1}`.execute(database);
      const until = rows[0] ?? null;
      isLast = until === null;
      yield { until, where: allOf([...walked, ...passes, start, isBeyond(until, sql`>=`)]) };
      after = until;
      await otherWork();
    }
  }
  const some = async (where: RawBuilder<boolean>, refOf: ColumnOf, part: RawBuilder<unknown>) => {
    const { rows } = await sql<DecisionsRow>`select decisions.* from ${decisions} where ${where}
      order by ${newestFirst(refOf)} ${part}`.execute(database);
    return rows;
  };
  const counted = async (where: RawBuilder<boolean>, limit: number) => {
    const { rows } = await sql<{ total: number }>`select count(*) as total
      from (select 1 as one from ${decisions} where ${where} limit ${limit}) as found`.execute(database);
    return Number(rows[0]?.total);
  };

  return {
    async rows({ limit, ...part }) {
      const [after, offset] = 'after' in part ? [part.after, 0] : [null, part.offset];
      if (all !== null) {
        const where = allOf([all, isBeyond(after, sql`<`)]);
        const rows = await some(where, unindexed, sql`limit ${limit} offset ${offset}`);
        return { rows, end: null };
      }
      const rows: DecisionsRow[] = [];
      let [passed, looked] = [0, 0];
      for await (const { where, until } of stretches(after)) {
        const left = offset - passed;
        const skipped = left > 0 ? await counted(where, left) : 0;
        passed += skipped;
        const more =
          passed < offset
            ? []
            : await some(where, indexed, sql`limit ${limit - rows.length} offset ${skipped}`);
        rows.push(...more);
        if (rows.length === limit) break;
        // With an offset, what is not found now never is.
        looked = 'offset' in part && skipped + more.length > 0 ? 0 : looked + bounds.walked;
        const most = 'offset' in part ? bounds.counted : TESTED_FOR_A_PAGE * bounds.walked;
        if (until !== null && looked >= most) return { rows, end: until };
      }
      return { rows, end: null };
    },
    async count(limit) {
      if (all !== null) return counted(all, limit);
      let [total, looked] = [0, 0];
      for await (const { where, until } of stretches(null)) {
        total += await counted(where, limit - total);
        looked += bounds.walked;
        if (total >= limit || until === null) return total;
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

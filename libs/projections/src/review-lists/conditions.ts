import { holderName, holdersOf } from '@countersign/review';
import type { AudienceKey, Verdict } from '@countersign/review';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { PagedReviewFilter, Viewer } from '../contract';
import type { TableNames } from '../database/table';
import { indexedText } from '../database/indexed-text';
import { testedColumn } from '../database/tested-column';
import { thereIs } from '../database/there-is';
import type { Bounds } from './bounds';
import { groupsTable, labelsTable, labelValue, openSlotsTable } from '../projections/filings';
import type { FilingTable } from '../projections/filings';
import { audienceTable, heldRows, sightKeysOf, sumsWith } from '../projections/audience';
import { reviewsTable } from '../projections/reviews';

/** Rows of reviews that one index finds. */
export interface Track {
  /** The table that leads there, called `filed`; null: the index is the reviews' own. */
  readonly through: FilingTable | typeof audienceTable | null;
  readonly where: RawBuilder<boolean>;
  /** They are found by their ids, which are few: SQLite would rather walk a whole workspace and test each. */
  readonly isByIds?: boolean;
}

/** Rows of reviews as indexes find them. */
export interface Way extends Track {
  /** A row for each of them, from the index alone. */
  readonly rows: RawBuilder<unknown>;
  /** The sorts in whose order they come: those by the time of asking, these and by deadline, all of them or none. */
  readonly inOrder: 'by asking' | 'by asking or deadline' | 'always' | 'never';
  /** Tracks that together are the way, where its order is that of each of them only. */
  readonly tracks?: readonly Track[];
  /** All that it leads to has one of these. */
  readonly statuses?: readonly string[];
  /** The viewer sees all that it leads to. */
  readonly isSeen?: boolean;
}

/** One thing that a filter asks for: a test of any row, and where there is an index, the way to those that pass. */
export interface Condition {
  readonly way: Way | null;
  readonly test: RawBuilder<boolean>;
  /** What passes has one of these, and all that has one passes. */
  readonly statuses?: readonly string[];
  /** Of what passes everything else nearly all passes this as well. */
  readonly hardlyFails?: boolean;
}

export interface Question {
  readonly database: Kysely<unknown>;
  readonly names: TableNames;
  readonly viewer: Viewer;
  readonly bounds: Bounds;
}

/** What a filter asks for but for the time of asking; what usually leaves the fewest comes first. */
export function conditionsOf(question: Question, filter: PagedReviewFilter): readonly Condition[] {
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? [] : [isEqual(question, column, value)];
  const { status = [], labels = [], group, decidable } = filter;
  return [
    ...equal('session', filter.session),
    ...equal('thread', filter.thread),
    ...equal('changeset', filter.changeset),
    ...(decidable === undefined ? [] : mayBeDecidable(question, decidable.at)),
    ...(status.length === 0 ? [] : [hasStatus(question, status)]),
    ...(filter.withdrawnAfterApproval === undefined
      ? []
      : [isWithdrawnSo(question, filter.withdrawnAfterApproval)]),
    ...equal('assignee', filter.assignee),
    ...labels.map(([key, value]) => isFiled(question, labelsTable, labelValue(key, value))),
    ...(filter.mine === true ? [isOf(question)] : []),
    ...equal('requester', filter.requester).map(inAnyOrder),
    ...(group === undefined ? [] : [isFiled(question, groupsTable, indexedText(group))]),
    ...equal('subject_kind', filter.subjectKind),
    ...equal('action', filter.action),
    ...equal('review_type', filter.reviewType).map(({ test }) => ({ way: null, test })),
  ];
}

function isEqual(question: Question, column: string, value: string): Condition {
  const is = sql`= ${indexedText(value)}`;
  const name = `reviews.${column}`;
  return {
    way: wayByColumns(question, sql<boolean>`${sql.ref(name)} ${is}`),
    test: sql<boolean>`${testedColumn(question.database, name)} ${is}`,
  };
}

/** Indexes have the reviews of each requester, as those of each status, in every order. */
function inAnyOrder({ way, ...condition }: Condition): Condition {
  return { ...condition, way: way === null ? null : { ...way, inOrder: 'always' } };
}

/** What a filter leaves has one of these; empty: any. */
export function statusesOf({ status = [], decidable }: PagedReviewFilter): readonly string[] {
  return decidable === undefined ? [...new Set(status)] : ['PENDING'];
}

function hasStatus(question: Question, statuses: readonly string[]): Condition {
  const each = [...new Set(statuses)];
  const status = sql.ref('reviews.status');
  const is = each.length === 1 ? sql`= ${each[0]}` : sql`in (${sql.join(each)})`;
  const tracks = each.map((one) => ({ through: null, where: sql<boolean>`${status} = ${one}` }));
  return {
    statuses: each,
    way: { ...wayByColumns(question, sql<boolean>`${status} ${is}`), inOrder: 'always', tracks },
    test: sql<boolean>`${testedColumn(question.database, 'reviews.status')} ${is}`,
  };
}

export function wayByColumns({ names, viewer }: Question, where: RawBuilder<boolean>): Way {
  const rows = sql`select 1 from ${sql.table(names(reviewsTable))} as reviews
    where reviews.workspace = ${viewer.workspace} and ${where}`;
  return { through: null, where, rows, inOrder: 'by asking' };
}

function wayByIds(ids: RawBuilder<unknown>): Way {
  return {
    through: null,
    where: sql<boolean>`reviews.id in (${ids})`,
    rows: ids,
    inOrder: 'never',
    isByIds: true,
  };
}

/** What is asked of all that a viewer sees. */
interface Sought {
  readonly statuses?: readonly string[];
  /** Was given at some time, by whomever. */
  readonly verdict?: Verdict | undefined;
}

/**
 * To all that the viewer sees, by the keys that he holds; null where that is all of the workspace. Where only some
 * statuses are sought, to what has one of them, if that takes few tracks.
 */
export function wayOfSight(
  { names, viewer, bounds }: Question,
  { statuses = [], verdict }: Sought = {},
): Way | null {
  const keys = sightKeysOf(viewer);
  if (keys === null) return null;
  const isByStatus = statuses.length > 0 && keys.length * statuses.length <= bounds.parts;
  const of = sql<boolean>`filed.workspace = ${viewer.workspace}`;
  const isSought = allOf([
    of,
    isByStatus ? sql<boolean>`filed.status in (${sql.join(statuses)})` : null,
    verdict === undefined ? null : sql<boolean>`filed.verdicts in (${sql.join(sumsWith(verdict))})`,
  ]);
  // One `or` over the kinds would walk the whole index.
  const ids = heldRows(keys, 'filed').map(
    (isHeld) =>
      sql`select filed.review from ${sql.table(names(audienceTable))} as filed
        where ${isSought} and ${isHeld}`,
  );
  const way = wayByIds(sql.join(ids, sql` union all `));
  if (keys.length > bounds.parts || verdict !== undefined) return way;
  const track = ({ kind, value }: AudienceKey, status?: string): Track => ({
    through: audienceTable,
    where: allOf([
      of,
      sql<boolean>`filed.kind = ${kind} and filed.value = ${indexedText(value)}`,
      status === undefined ? null : sql<boolean>`filed.status = ${status}`,
    ]),
  });
  const seen = { ...way, isSeen: true };
  if (!isByStatus) return { ...seen, inOrder: 'by asking', tracks: keys.map((key) => track(key)) };
  const tracks = keys.flatMap((key) => statuses.map((status) => track(key, status)));
  return { ...seen, inOrder: 'by asking or deadline', tracks, statuses };
}

function isWithdrawnSo({ database }: Question, afterApproval: boolean): Condition {
  const [status, wasApproved] = ['reviews.status', 'reviews.was_approved'].map((column) =>
    testedColumn(database, column),
  );
  const approved = sql.lit(afterApproval ? 1 : 0);
  return { way: null, test: sql<boolean>`(${status} <> 'WITHDRAWN' or ${wasApproved} = ${approved})` };
}

/** Asked for by the viewer, or on his behalf. */
function isOf({ database, names, viewer }: Question): Condition {
  const { workspace } = viewer;
  const id = indexedText(viewer.id);
  const reviews = sql.table(names(reviewsTable));
  const [requester, onBehalfOf] = ['reviews.requester', 'reviews.on_behalf_of'].map((column) =>
    testedColumn(database, column),
  );
  return {
    way: wayByIds(sql`select id from ${reviews} where workspace = ${workspace} and requester = ${id}
      union all select id from ${reviews} where workspace = ${workspace} and on_behalf_of = ${id}`),
    test: sql<boolean>`(${requester} = ${id} or ${onBehalfOf} = ${id})`,
  };
}

function isFiled({ database, names, viewer }: Question, table: FilingTable, value: string): Condition {
  const where = sql<boolean>`filed.workspace = ${viewer.workspace} and filed.value = ${value}`;
  const rows = sql`select 1 from ${sql.table(names(table))} as filed where ${where}`;
  return {
    way: { through: table, where, rows, inOrder: 'by asking' },
    test: thereIs(
      database,
      sql`${rows} and filed.requested_at = reviews.requested_at and filed.review = reviews.id`,
    ),
  };
}

/** All that the domain says yes to, and some more. */
function mayBeDecidable(question: Question, at: number): readonly Condition[] {
  const { database, names, viewer, bounds } = question;
  const holders = holdersOf(viewer).map((holder) => indexedText(holderName(holder)));
  const of = sql<boolean>`filed.workspace = ${viewer.workspace}`;
  const held = sql`from ${sql.table(names(openSlotsTable))} as filed
    where ${of} and filed.value in (${sql.join(holders)})`;
  const way = wayByIds(sql`select filed.review ${held}`);
  const tracks = holders.map((holder) => ({
    through: openSlotsTable,
    where: sql<boolean>`${of} and filed.value = ${holder}`,
  }));
  return [
    {
      way:
        holders.length > bounds.parts
          ? way
          : { ...way, inOrder: 'by asking or deadline', tracks, statuses: ['PENDING'], isSeen: true },
      test: thereIs(
        database,
        sql`select 1 ${held}
          and filed.requested_at = reviews.requested_at and filed.review = reviews.id`,
      ),
    },
    hasStatus(question, ['PENDING']),
    { way: null, test: sql<boolean>`${testedColumn(database, 'reviews.due')} > ${at}`, hardlyFails: true },
  ];
}

/** All of these, at least one. */
export function allOf(conditions: readonly (RawBuilder<boolean> | null)[]): RawBuilder<boolean> {
  const given = conditions.filter((condition) => condition !== null);
  return sql<boolean>`${sql.join(given, sql` and `)}`;
}

import { holderName, holdersOf } from '@countersign/review';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { PagedReviewFilter, Viewer } from '../contract';
import type { TableNames } from '../database/table';
import { testedColumn } from '../database/tested-column';
import type { Bounds } from './bounds';
import { groupsTable, labelsTable, labelValue, openSlotsTable } from '../projections/filings';
import type { FilingTable } from '../projections/filings';
import { reviewsTable } from '../projections/reviews';

/** Rows of reviews as an index finds them. */
export interface Way {
  /** The table that leads there, called `filed`; null: the index is the reviews' own. */
  readonly through: FilingTable | null;
  readonly where: RawBuilder<boolean>;
  /** A row for each of them, from the index alone. */
  readonly rows: RawBuilder<unknown>;
  /** They come in the order in which they were asked for. */
  readonly isByAsking: boolean;
}

/** One thing that a filter asks for: a test of any row, and where there is an index, the way to those that pass. */
export interface Condition {
  readonly way: Way | null;
  readonly test: RawBuilder<boolean>;
}

export interface Question {
  readonly database: Kysely<unknown>;
  readonly names: TableNames;
  readonly viewer: Viewer;
  readonly bounds: Bounds;
}

/** What a filter asks for but for the time of asking; what usually leaves the fewest comes first. */
export function conditionsOf(question: Question, filter: PagedReviewFilter): readonly Condition[] {
  const { viewer } = question;
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? [] : [isOneOf(question, column, [value])];
  const { status = [], labels = [], group, decidable } = filter;
  return [
    ...equal('session', filter.session),
    ...equal('thread', filter.thread),
    ...equal('changeset', filter.changeset),
    ...(decidable === undefined ? [] : mayBeDecidable(question, decidable.at)),
    ...(status.length === 0 ? [] : [isOneOf(question, 'status', status)]),
    ...(filter.withdrawnAfterApproval === undefined
      ? []
      : [isWithdrawnSo(question, filter.withdrawnAfterApproval)]),
    ...equal('assignee', filter.assignee),
    ...labels.map(([key, value]) => isFiled(question, labelsTable, labelValue(key, value))),
    ...(filter.mine === true ? [isOf(question, viewer.id)] : []),
    ...equal('requester', filter.requester),
    ...(group === undefined ? [] : [isFiled(question, groupsTable, group)]),
    ...equal('subject_kind', filter.subjectKind),
    ...equal('action', filter.action),
    ...equal('review_type', filter.reviewType).map(({ test }) => ({ way: null, test })),
  ];
}

function isOneOf(question: Question, column: string, values: readonly string[]): Condition {
  const is = values.length === 1 ? sql`= ${values[0]}` : sql`in (${sql.join(values)})`;
  const name = `reviews.${column}`;
  const where = sql<boolean>`${sql.ref(name)} ${is}`;
  return {
    way: wayByColumns(question, where, values.length === 1),
    test: sql<boolean>`${testedColumn(question.database, name)} ${is}`,
  };
}

export function wayByColumns(
  { names, viewer }: Question,
  where: RawBuilder<boolean>,
  isByAsking: boolean,
): Way {
  const rows = sql`select 1 from ${sql.table(names(reviewsTable))} as reviews
    where reviews.workspace = ${viewer.workspace} and ${where}`;
  return { through: null, where, rows, isByAsking };
}

function wayByIds(ids: RawBuilder<unknown>): Way {
  return { through: null, where: sql<boolean>`reviews.id in (${ids})`, rows: ids, isByAsking: false };
}

function isWithdrawnSo({ database }: Question, afterApproval: boolean): Condition {
  const [status, wasApproved] = ['reviews.status', 'reviews.was_approved'].map((column) =>
    testedColumn(database, column),
  );
  const approved = sql.lit(afterApproval ? 1 : 0);
  return { way: null, test: sql<boolean>`(${status} <> 'WITHDRAWN' or ${wasApproved} = ${approved})` };
}

/** Asked for by somebody, or on his behalf. */
function isOf({ database, names, viewer: { workspace } }: Question, id: string): Condition {
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

function isFiled({ names, viewer }: Question, table: FilingTable, value: string): Condition {
  const where = sql<boolean>`filed.workspace = ${viewer.workspace} and filed.value = ${value}`;
  const rows = sql`select 1 from ${sql.table(names(table))} as filed where ${where}`;
  return {
    way: { through: table, where, rows, isByAsking: true },
    test: sql<boolean>`exists (${rows}
      and filed.requested_at = reviews.requested_at and filed.review = reviews.id)`,
  };
}

/** All that the domain says yes to, and some more. */
function mayBeDecidable(question: Question, at: number): readonly Condition[] {
  const { names, viewer } = question;
  const holders = holdersOf(viewer).map((holder) => holderName(holder));
  const held = sql`from ${sql.table(names(openSlotsTable))} as filed
    where filed.workspace = ${viewer.workspace} and filed.value in (${sql.join(holders)})`;
  return [
    {
      way: wayByIds(sql`select filed.review ${held}`),
      test: sql<boolean>`exists (select 1 ${held}
        and filed.requested_at = reviews.requested_at and filed.review = reviews.id)`,
    },
    isOneOf(question, 'status', ['PENDING']),
    { way: null, test: sql<boolean>`${testedColumn(question.database, 'reviews.due')} > ${at}` },
  ];
}

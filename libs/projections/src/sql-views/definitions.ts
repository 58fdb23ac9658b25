import { buildsTable } from '../builds/builds-table';
import type { TableNames } from '../database/table';
import { factsTable } from '../facts/facts-table';
import { memoriesTable } from '../projections/memories';
import { reviewsTable } from '../projections/reviews';
import { statisticsTable } from '../statistics/statistics-tables';
import type { ColumnType, ViewColumn, Words } from './words';

/** A view for other programs: documented in docs/sql-views.md, the same over every version of the tables. */
export interface SqlView {
  readonly name: string;
  readonly columns: readonly ViewColumn[];
  /** What follows `from`; the table that it is of is called `t`. */
  readonly from: string;
}

const column = (name: string, type: ColumnType, sql: string): ViewColumn => ({ name, type, sql });

/** No payloads: what was asked for in detail, and may be secret, is not for whoever draws a chart. */
export function sqlViews(words: Words, names: TableNames): readonly SqlView[] {
  const plain = (name: string): ViewColumn => column(name, 'text', words.text(`t.${name}`));
  const number = (name: string, sql = `t.${name}`): ViewColumn => column(name, 'integer', sql);
  const time = (name: string, sql: string): ViewColumn => column(name, 'timestamp', words.time(sql));
  const state = (name: string, ...path: readonly string[]): ViewColumn =>
    column(name, 'text', words.textIn('t.state', ...path));
  const item = (name: string, ...path: readonly string[]): ViewColumn =>
    column(name, 'text', words.textIn(words.item, ...path));
  const flag = (name: string, field: string): ViewColumn =>
    column(name, 'boolean', words.flagIn(words.item, field));
  const own = (table: { readonly name: string }): string => `"${names(table)}" as t`;
  const reviewed = column('review', 'text', words.text('t.id'));

  return [
    {
      name: 'countersign_reviews',
      from: own(reviewsTable),
      columns: [
        ...['workspace', 'id', 'session', 'status'].map(plain),
        column('type', 'text', words.text('t.review_type')),
        column('kind', 'text', words.text('t.subject_kind')),
        state('subject', 'subject', 'id'),
        plain('action'),
        state('title', 'proposal', 'title'),
        state('rationale', 'proposal', 'rationale'),
        plain('requester'),
        state('requester_name', 'requester', 'name'),
        ...['on_behalf_of', 'assignee', 'changeset', 'thread'].map(plain),
        state('rule', 'policy', 'rule'),
        column('version', 'integer', words.numberIn('t.state', 'proposal', 'version')),
        state('digest', 'proposal', 'digest'),
        state('decided_by', 'outcome', 'by', 'id'),
        state('decided_by_name', 'outcome', 'by', 'name'),
        time('decided_at', words.numberIn('t.state', 'outcome', 'at')),
        time('requested_at', 't.requested_at'),
        time('updated_at', 't.updated_at'),
        time('deadline', 't.due'),
        time('access_until', words.numberIn('t.state', 'accessUntil')),
        number('revision'),
      ],
    },
    {
      name: 'countersign_decisions',
      from: `${own(reviewsTable)} cross join ${words.eachOf('t.state', 'decisions')}`,
      columns: [
        plain('workspace'),
        reviewed,
        number('place', words.place),
        item('event_id', 'eventId'),
        item('verdict', 'verdict'),
        item('by_id', 'by', 'id'),
        item('by_name', 'by', 'name'),
        time('at', words.numberIn(words.item, 'at')),
        item('note', 'note'),
        column('version', 'integer', words.numberIn(words.item, 'version')),
        flag('forced', 'forced'),
        flag('self_approved', 'selfApproved'),
        flag('voided', 'voided'),
      ],
    },
    {
      name: 'countersign_slots',
      from: `${own(reviewsTable)} cross join ${words.eachOf('t.state', 'slots')}`,
      columns: [
        plain('workspace'),
        reviewed,
        number('place', words.place),
        item('holder_kind', 'holder', 'kind'),
        item('holder_group', 'holder', 'group'),
        item('holder_user', 'holder', 'user'),
        item('status', 'status'),
        item('by_id', 'by', 'id'),
        item('by_name', 'by', 'name'),
        time('at', words.numberIn(words.item, 'at')),
        flag('forced', 'forced'),
        flag('self_approved', 'selfApproved'),
        flag('voided', 'voided'),
      ],
    },
    {
      name: 'countersign_memories',
      from: own(memoriesTable),
      columns: [
        ...['workspace', 'id', 'session', 'review', 'source', 'content'].map(plain),
        time('created_at', 't.created_at'),
      ],
    },
    {
      name: 'countersign_facts',
      from: own(factsTable),
      columns: [
        ...['workspace', 'position', 'event_id', 'kind', 'review', 'session'].map(plain),
        ...['type', 'actor'].map(plain),
        time('at', 't.at'),
        time('recorded_at', 't.recorded'),
        number('revision'),
      ],
    },
    {
      name: 'countersign_daily_statistics',
      from: own(statisticsTable),
      columns: [
        plain('workspace'),
        column('day', 'date', words.date('t.day')),
        ...['dimension', 'value', 'measure'].map(plain),
        number('bucket'),
        number('count'),
      ],
    },
    {
      name: 'countersign_projections',
      from: `"${buildsTable.name}" as t`,
      columns: [
        number('version'),
        number('build'),
        ...['state', 'position'].map(plain),
        time('updated_at', 't.updated_at'),
      ],
    },
  ];
}

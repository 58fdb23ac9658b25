import type { Verdict } from '@countersign/review';
import type { Position } from '@countersign/event-store';
import type { Kysely } from 'kysely';
import { COUNT_LIMIT } from '../contract';
import type { DecisionFilter, DecisionQueries, DecisionRow } from '../contract';
import { selectFrom } from '../database/table';
import type { RowOf, TableNames } from '../database/table';
import type { RememberedTotals } from '../progress/remembered-totals';
import { identityOf } from '../projections/audience';
import type { DecisionNames, decisionsTable } from '../projections/decisions';
import { memoriesTable } from '../projections/memories';
import { BOUNDS } from '../review-lists/bounds';
import type { Bounds } from '../review-lists/bounds';
import type { Question } from '../review-lists/conditions';
import { decidedReviews } from './decided-reviews';
import { decisionSelection } from './decision-selection';
import type { DecisionsPart } from './decision-selection';

export function decisionQueries(
  database: Kysely<unknown>,
  names: TableNames,
  totals: RememberedTotals,
  bounds: Bounds = BOUNDS,
): DecisionQueries {
  const memoryIdsOf = async (workspace: string, outcomes: readonly string[]) => {
    const ids = new Map<string, string[]>();
    if (outcomes.length === 0) return ids;
    const rows = await selectFrom(database, names, memoriesTable)
      .where('workspace', '=', workspace)
      .where('source', 'in', outcomes)
      .orderBy('source')
      .orderBy('ordinal')
      .select(['source', 'id'])
      .execute();
    for (const { source, id } of rows) ids.set(source, [...(ids.get(source) ?? []), id]);
    return ids;
  };

  const found = async (
    question: Question,
    filter: DecisionFilter,
    part: DecisionsPart,
    notBefore: Position | null,
  ) => {
    const selection = await decisionSelection(question, filter);
    const counted = ['decisions', ...identityOf(question.viewer), filter];
    const [{ rows, end }, total] = await Promise.all([
      selection.rows(part),
      totals.total(counted, notBefore, () => selection.count(COUNT_LIMIT + 1)),
    ]);
    return { rows, end, total };
  };

  return {
    async history(viewer, filter, page, notBefore = null) {
      const { rows, total } = await found({ database, names, viewer, bounds }, filter, page, notBefore);
      const outcomes = rows.flatMap(({ outcome }) => (outcome === null ? [] : [outcome]));
      const memoryIds = await memoryIdsOf(viewer.workspace, outcomes);
      return {
        items: rows.map((row) => decisionOf(row, memoryIds.get(row.outcome ?? '') ?? [])),
        total,
      };
    },
    async page(viewer, filter, { limit, after = null }, notBefore = null) {
      const question = { database, names, viewer, bounds };
      const part = { limit: limit + 1, after };
      const { rows, end, total } = await found(question, filter, part, notBefore);
      const { items, end: fitting } = await decidedReviews(question, rows.slice(0, limit));
      const last = fitting < rows.length ? rows[fitting - 1] : undefined;
      const next = last === undefined ? end : { number: last.number, decidedAt: last.decided_at };
      return { items, next, total };
    },
  };
}

function decisionOf(row: RowOf<typeof decisionsTable>, memoryIds: readonly string[]): DecisionRow {
  const names: DecisionNames =
    row.whole_names === null ? row : (JSON.parse(row.whole_names) as DecisionNames);
  return {
    number: row.number,
    review: row.review,
    session: names.session,
    moduleName: names.module,
    subjectKind: row.subject_kind,
    verdict: row.verdict as Verdict,
    amendments: row.amendments === null ? null : (JSON.parse(row.amendments) as DecisionRow['amendments']),
    userId: names.user_id,
    memoryIds,
    requestedAt: row.requested_at,
    decidedAt: row.decided_at,
  };
}

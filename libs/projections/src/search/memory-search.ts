import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { FoundMemory, MemoryQueries, Viewer } from '../contract';
import { indexedText } from '../database/indexed-text';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import { testedColumn } from '../database/tested-column';
import { audienceTable, heldRows, isSeenBy, sightKeysOf } from '../projections/audience';
import { memoriesTable, memoryOf } from '../projections/memories';
import { BOUNDS } from '../review-lists/bounds';
import type { Bounds } from '../review-lists/bounds';
import { wayOfSight } from '../review-lists/conditions';
import { leadsToFew } from '../review-lists/ways';
import { hasWords, searchedFor } from './found-words';
import { inTurns, lookedAt, NEWEST_OF_ALL, paceOf } from './looked-at';
import { saysAll, sightOf } from './sight';

export function memorySearch(
  database: Kysely<unknown>,
  names: TableNames,
  bounds: Bounds = BOUNDS,
): MemoryQueries['search'] {
  const inSession = (session: string) =>
    sql<boolean>`${testedColumn(database, 'memories.session')} = ${indexedText(session)}`;
  const inOrder = (rows: readonly { readonly number: number }[], before: number) => {
    if (rows.length > bounds.few) return null;
    const numbers = new Set(rows.map(({ number }) => number));
    return [...numbers].filter((number) => number < before).sort((one, other) => other - one);
  };
  /** Of a session that has few. */
  const ofSession = async ({ workspace }: Viewer, session: string, before: number) => {
    const rows = await selectFrom(database, names, memoriesTable)
      .where('workspace', '=', workspace)
      .where('session', '=', indexedText(session))
      .select('number')
      .limit(bounds.few + 1)
      .execute();
    return inOrder(rows, before);
  };
  /** Of somebody who sees few reviews: what others have cannot show in what he is answered. */
  const inSight = async (viewer: Viewer, before: number) => {
    const keys = sightKeysOf(viewer);
    const question = { database, names, viewer, bounds };
    const way = wayOfSight(question);
    if (keys === null || way === null || !(await leadsToFew(question, way))) return null;
    const { workspace } = viewer;
    // In this order: SQLite would look at every memory whether its review is in sight.
    const ways = heldRows(keys, 'a').map(
      (isHeld) => sql`select m.number from ${sql.table(names(audienceTable))} as a
        cross join ${sql.table(names(memoriesTable))} as m
        where a.workspace = ${workspace} and ${isHeld} and m.workspace = ${workspace} and m.review = a.review`,
    );
    const { rows } = await sql<{ number: number }>`select number
      from (${sql.join(ways, sql` union all `)}) as seen limit ${bounds.few + 1}`.execute(database);
    return inOrder(rows, before);
  };

  return async (viewer, { q, session }, { limit, after = NEWEST_OF_ALL }) => {
    const { workspace } = viewer;
    const sight = sightOf({ viewer, bounds });
    const searched = searchedFor(q, { database, names, table: memoriesTable, workspace, sight });
    const passing = async (numbers: readonly number[]) => {
      if (numbers.length === 0) return [];
      return selectFrom(database, names, memoriesTable)
        .where('workspace', '=', workspace)
        .where('number', 'in', numbers)
        .$if(session !== undefined, (query) => query.where(inSession(session ?? '')))
        .where(hasWords({ ...searched, sight: null }, 'memories'))
        .where(isSeenBy({ database, viewer, names }, 'memories.review'))
        .select(['id', 'session', 'content', 'created_at', 'review', 'source', 'number'])
        .orderBy('number', 'desc')
        .execute();
    };
    const own =
      session === undefined ? await inSight(viewer, after) : await ofSession(viewer, session, after);
    // The index says all.
    const isExact = session === undefined && saysAll(viewer, sight);
    const candidates =
      own === null
        ? lookedAt(searched, after, bounds, isExact ? limit + 1 : bounds.lookedAt)
        : inTurns(own, paceOf(searched, bounds.tested));
    const items: FoundMemory[] = [];
    let next: number | null = null;
    let last = after;
    for await (const { numbers, behind, isLast } of candidates) {
      for (const row of await passing(numbers)) {
        if (items.length === limit) return { items, next: last };
        items.push({ ...memoryOf(row), session: row.session });
        last = row.number;
      }
      next = isLast ? null : behind;
    }
    return { items, next };
  };
}

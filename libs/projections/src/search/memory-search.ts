import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { FoundMemory, MemoryQueries, Viewer } from '../contract';
import { indexedText } from '../database/indexed-text';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import { testedColumn } from '../database/tested-column';
import { isSeenBy } from '../projections/audience';
import { memoriesTable, memoryOf } from '../projections/memories';
import { BOUNDS } from '../review-lists/bounds';
import type { Bounds } from '../review-lists/bounds';
import { hasWords, searchedFor } from './found-words';
import { inTurns, lookedAt, NEWEST_OF_ALL } from './looked-at';

export function memorySearch(
  database: Kysely<unknown>,
  names: TableNames,
  bounds: Bounds = BOUNDS,
): MemoryQueries['search'] {
  const inSession = (session: string) =>
    sql<boolean>`${testedColumn(database, 'memories.session')} = ${indexedText(session)}`;
  const few = async ({ workspace }: Viewer, session: string, before: number) => {
    const rows = await selectFrom(database, names, memoriesTable)
      .where('workspace', '=', workspace)
      .where('session', '=', indexedText(session))
      .select('number')
      .limit(bounds.few + 1)
      .execute();
    if (rows.length > bounds.few) return null;
    const numbers = rows.map(({ number }) => number).filter((number) => number < before);
    return numbers.sort((one, other) => other - one);
  };

  return async (viewer, { q, session }, { limit, after = NEWEST_OF_ALL }) => {
    const { workspace } = viewer;
    const searched = searchedFor(q, { database, names, table: memoriesTable, workspace });
    const passing = async (numbers: readonly number[]) => {
      if (numbers.length === 0) return [];
      return selectFrom(database, names, memoriesTable)
        .where('workspace', '=', workspace)
        .where('number', 'in', numbers)
        .$if(session !== undefined, (query) => query.where(inSession(session ?? '')))
        .where(hasWords(searched, 'memories'))
        .where(isSeenBy(viewer, 'memories.review', names))
        .select(['id', 'session', 'content', 'created_at', 'review', 'source', 'number'])
        .orderBy('number', 'desc')
        .execute();
    };
    const own = session === undefined ? null : await few(viewer, session, after);
    const candidates =
      own === null ? lookedAt(searched, after, bounds, bounds.lookedAt) : inTurns(own, bounds);
    const items: FoundMemory[] = [];
    let next: number | null = null;
    let last = after;
    for await (const { numbers, isLast } of candidates) {
      for (const row of await passing(numbers)) {
        if (items.length === limit) return { items, next: last };
        items.push({ ...memoryOf(row), session: row.session });
        last = row.number;
      }
      next = isLast ? null : (numbers.at(-1) ?? after);
    }
    return { items, next };
  };
}

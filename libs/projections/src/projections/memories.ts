import type { MemoriesCrystallised, MemoryForgotten } from '@countersign/memory';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { MemoryPlace, MemoryQueries, MemoryRow, Viewer } from '../contract';
import { indexedText } from '../database/indexed-text';
import { positionOf, positionText } from '../database/position-text';
import { selectFrom, table } from '../database/table';
import type { RowOf, TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import { ownWordsOf, sightWordsOf } from '../search/index-words';
import { wordsOf } from '../search/words';
import { isKeptInWords, isSeenBy } from './audience';
import { memoryNumber } from './memory-number';
import type { MemoryFact, Projection } from './projection';

/**
 * One row a memory. `source` is the outcome event that it came out of, `ordinal` its place among those of the source. `number`
 * is its own in the order of the log. Its words are those that it says, and those for who sees its review.
 */
export const memoriesTable = table(
  'memories',
  {
    workspace: 'text',
    id: 'text',
    session: 'text',
    review: 'text',
    source: 'text',
    ordinal: 'integer',
    content: 'text',
    created_at: 'integer',
    position: 'text',
    number: 'integer',
    words: 'words',
  },
  {
    key: ['workspace', 'id'],
    indexes: [
      ['workspace', 'session', 'position', 'ordinal'],
      ['workspace', 'source', 'ordinal'],
      ['workspace', 'number'],
      ['workspace', 'review', 'number'],
    ],
    wordIndex: { words: 'words', number: 'number' },
  },
);

export const memories: Projection = {
  name: 'memories',
  tables: [memoriesTable],
  on: {
    ReviewRequested: 'not relevant',
    ProposalAmended: 'not relevant',
    ApprovalGiven: 'not relevant',
    RejectionGiven: 'not relevant',
    RevocationGiven: 'not relevant',
    ReviewForced: 'not relevant',
    ReviewApproved: 'not relevant',
    ReviewRejected: 'not relevant',
    ReviewRevoked: 'not relevant',
    ReviewExpired: 'not relevant',
    ReviewWithdrawn: 'not relevant',
    AssigneeChanged: 'not relevant',
    ExecutionClaimed: 'not relevant',
    LeaseExtended: 'not relevant',
    ExecutionReported: 'not relevant',
    LeaseLost: 'not relevant',
    ExecutionReconciled: 'not relevant',
    MemoriesCrystallised: keep,
    MemoryForgotten: drop,
  },
};

type Told = Pick<RowOf<typeof memoriesTable>, 'workspace' | 'content'> &
  Pick<MemoryFact<MemoriesCrystallised>, 'audience'>;

/** The words of a memory: those that it says, and those for who sees its review. */
export function memoryWords({ workspace, content, audience }: Told): string {
  const said = ownWordsOf(workspace, wordsOf([content]));
  return [...said, ...sightWordsOf(workspace, audience.filter(isKeptInWords))].join(' ');
}

function keep({ event, position, audience }: MemoryFact<MemoriesCrystallised>, writes: Writes): void {
  const { workspace, session, review, source } = event;
  event.memoryIds.forEach((id, ordinal) => {
    const content = event.personal?.contents[ordinal] ?? '';
    writes.put(memoriesTable, `${workspace} ${id}`, {
      workspace,
      id,
      session,
      review,
      source,
      ordinal,
      content,
      created_at: event.at,
      position,
      number: memoryNumber(BigInt(position), ordinal),
      words: memoryWords({ workspace, content, audience }),
    });
  });
}

function drop({ event: { workspace, memory: id } }: MemoryFact<MemoryForgotten>, writes: Writes): void {
  writes.remove(memoriesTable, `${workspace} ${id}`, { workspace, id });
}

export function memoryQueries(database: Kysely<unknown>, names: TableNames): Omit<MemoryQueries, 'search'> {
  const seen = (viewer: Viewer, session: string) =>
    selectFrom(database, names, memoriesTable)
      .where('workspace', '=', viewer.workspace)
      .where('session', '=', indexedText(session))
      .where(isSeenBy({ database, viewer, names }, 'memories.review'))
      .select(['id', 'content', 'created_at', 'review', 'source']);

  return {
    async ofSession(viewer, session) {
      const rows = await seen(viewer, session).orderBy('position').orderBy('ordinal').execute();
      return rows.map(memoryOf);
    },
    async page(viewer, session, { limit, after }) {
      const rows = await seen(viewer, session)
        .select(['position', 'ordinal'])
        .$if(after !== undefined, (query) => query.where(isBehind(after as MemoryPlace)))
        .orderBy('position')
        .orderBy('ordinal')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const next = rows.length > limit && last !== undefined ? placeOf(last) : null;
      return { items: items.map(memoryOf), next };
    },
    async byId(viewer, session, id) {
      const row = await seen(viewer, session).where('id', '=', indexedText(id)).executeTakeFirst();
      return row === undefined ? null : memoryOf(row);
    },
  };
}

type Selected = Pick<RowOf<typeof memoriesTable>, 'id' | 'content' | 'created_at' | 'review' | 'source'>;

export function memoryOf({ id, content, created_at, review, source }: Selected): MemoryRow {
  return { id, content, createdAt: created_at, review, source };
}

function placeOf({
  position,
  ordinal,
}: Pick<RowOf<typeof memoriesTable>, 'position' | 'ordinal'>): MemoryPlace {
  return { position: positionOf(position), ordinal };
}

function isBehind({ position, ordinal }: MemoryPlace) {
  return sql<boolean>`(memories.position, memories.ordinal) > (${positionText(position)}, ${ordinal})`;
}

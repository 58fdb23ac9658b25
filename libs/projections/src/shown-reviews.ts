import type { Kysely } from 'kysely';
import type { ShownReviews } from './contract';
import { table } from './database/table';
import type { SchemaOf } from './database/table';

/** What a read by session showed last. Not of a projection: nothing in the log says it. */
export const shownReviewsTable = table(
  'shown_reviews',
  { workspace: 'text', principal: 'text', session: 'text', review: 'text' },
  { key: ['workspace', 'principal', 'session'], clustered: true },
);
type Schema = SchemaOf<typeof shownReviewsTable>;

export function shownReviews<DB>(reader: Kysely<DB>, writer: Kysely<DB>): ShownReviews {
  const readable = reader.withTables<Schema>() as unknown as Kysely<Schema>;
  const writable = writer.withTables<Schema>() as unknown as Kysely<Schema>;
  return {
    async remember({ workspace, id }, session, review) {
      await writable
        .insertInto('shown_reviews')
        .values({ workspace, principal: id, session, review })
        .onConflict((conflict) =>
          conflict
            .columns(['workspace', 'principal', 'session'])
            .doUpdateSet({ review })
            .where('shown_reviews.review', '!=', review),
        )
        .execute();
    },
    async last({ workspace, id }, session) {
      const row = await readable
        .selectFrom('shown_reviews')
        .where('workspace', '=', workspace)
        .where('principal', '=', id)
        .where('session', '=', session)
        .select('review')
        .executeTakeFirst();
      return row?.review ?? null;
    },
  };
}

import type { Kysely } from 'kysely';
import type { ShownReviews } from './contract';
import { indexedText } from './database/indexed-text';
import { table } from './database/table';
import type { SchemaOf } from './database/table';

/** What a read by session showed last. Not of a projection: nothing in the log says it. */
export const shownReviewsTable = table(
  'shown_reviews',
  { workspace: 'text', principal: 'text', session: 'text', review: 'text', digest: 'text' },
  { key: ['workspace', 'principal', 'session'], clustered: true },
);
type Schema = SchemaOf<typeof shownReviewsTable>;

export function shownReviews<DB>(reader: Kysely<DB>, writer: Kysely<DB>): ShownReviews {
  const readable = reader.withTables<Schema>() as unknown as Kysely<Schema>;
  const writable = writer.withTables<Schema>() as unknown as Kysely<Schema>;
  return {
    async remember({ workspace, id }, session, { review, digest }) {
      const place = { workspace, principal: indexedText(id), session: indexedText(session) };
      await writable
        .insertInto('shown_reviews')
        .values({ ...place, review, digest })
        .onConflict((conflict) =>
          conflict
            .columns(['workspace', 'principal', 'session'])
            .doUpdateSet({ review, digest })
            .where((eb) =>
              eb.or([eb('shown_reviews.review', '!=', review), eb('shown_reviews.digest', '!=', digest)]),
            ),
        )
        .execute();
    },
    async last({ workspace, id }, session) {
      const row = await readable
        .selectFrom('shown_reviews')
        .where('workspace', '=', workspace)
        .where('principal', '=', indexedText(id))
        .where('session', '=', indexedText(session))
        .select(['review', 'digest'])
        .executeTakeFirst();
      return row ?? null;
    },
  };
}

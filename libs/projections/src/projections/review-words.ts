import type { AudienceKey, ReviewEvent } from '@countersign/review';
import { table } from '../database/table';
import type { Writes } from '../database/writes';
import { ownWordsOf, sightWordsOf } from '../search/index-words';
import { textsOf } from '../search/review-texts';
import { wordsOf } from '../search/words';
import { areSameKeys, isKeptInWords } from './audience';
import type { FoldedReview, Projection, ReviewFact } from './projection';

/**
 * The words that a review is found by, under the review's number in the log: those that it says, and one for each key of
 * its audience that it has from the beginning.
 */
export const reviewWordsTable = table(
  'review_words',
  { workspace: 'text', asked: 'integer', words: 'words' },
  { key: ['workspace', 'asked'], wordIndex: { words: 'words', number: 'asked' }, clustered: true },
);

export const reviewWords: Projection = {
  name: 'review-words',
  tables: [reviewWordsTable],
  on: {
    ReviewRequested: keep,
    ProposalAmended: keep,
    ApprovalGiven: keepNote,
    RejectionGiven: keepNote,
    RevocationGiven: keepNote,
    ReviewForced: keepNote,
    ReviewApproved: keepSight,
    ReviewRejected: keepSight,
    ReviewRevoked: keepSight,
    ReviewExpired: keepSight,
    ReviewWithdrawn: keepSight,
    AssigneeChanged: keepSight,
    ExecutionClaimed: keepSight,
    LeaseExtended: keepSight,
    ExecutionReported: keepSight,
    LeaseLost: keepSight,
    ExecutionReconciled: keepSight,
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function keep({ after: { review, audience, asked } }: ReviewFact<ReviewEvent>, writes: Writes): void {
  const { workspace } = review;
  writes.put(reviewWordsTable, `${workspace} ${asked}`, () => {
    const said = ownWordsOf(workspace, wordsOf(textsOf(review)));
    return { workspace, asked, words: [...said, ...sightWordsOf(workspace, keptOf(audience))].join(' ') };
  });
}

/** Without a note or an amendment nothing was said that was not there. */
function keepNote(fact: ReviewFact<ReviewEvent>, writes: Writes): void {
  const last = fact.after.review.decisions.at(-1);
  if (last === undefined || last.note !== null || last.amendments !== null) keep(fact, writes);
  else keepSight(fact, writes);
}

/** Nothing was said, but somebody else may see it. */
function keepSight(fact: ReviewFact<ReviewEvent>, writes: Writes): void {
  const { before, after } = fact;
  if (before === null || !areSameKeys(keptOf(before.audience), keptOf(after.audience))) keep(fact, writes);
}

function keptOf(audience: FoldedReview['audience']): readonly AudienceKey[] {
  return audience.filter(isKeptInWords);
}

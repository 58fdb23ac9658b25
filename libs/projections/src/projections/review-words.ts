import type { DecisionEvent, ReviewEvent } from '@countersign/review';
import { table } from '../database/table';
import type { Writes } from '../database/writes';
import { columnOf } from '../search/index-words';
import { textsOf } from '../search/review-texts';
import { wordsOf } from '../search/words';
import type { Projection, ReviewFact } from './projection';

/** The words that a review is found by, under the review's number in the log. */
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
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function keep({ after: { review, asked } }: ReviewFact<ReviewEvent>, writes: Writes): void {
  const { workspace } = review;
  writes.put(reviewWordsTable, `${workspace} ${asked}`, () => ({
    workspace,
    asked,
    words: columnOf(workspace, wordsOf(textsOf(review))),
  }));
}

/** Without a note or an amendment nothing was said that was not there. */
function keepNote(fact: ReviewFact<DecisionEvent>, writes: Writes): void {
  const last = fact.after.review.decisions.at(-1);
  if (last === undefined || last.note !== null || last.amendments !== null) keep(fact, writes);
}

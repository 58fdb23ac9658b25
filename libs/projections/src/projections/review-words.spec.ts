import { audienceOf, decide, evolve } from '@countersign/review';
import type { AudienceKey, Review, ReviewEvent } from '@countersign/review';
import { approve, bob, requested } from '@countersign/testing';
import { Writes } from '../database/writes';
import { sightWordsOf } from '../search/index-words';
import type { FoldedReview, ReviewFact } from './projection';
import { reviewWords, reviewWordsTable } from './review-words';

const asked = folded(told());

/** What its request comes to, and what an approval does. */
function told(...more: readonly Parameters<typeof decide>[0][]): Review {
  let review: Review | null = null;
  for (const command of [requested({ groups: ['banking'] }), ...more]) {
    const result = decide(command, review);
    if (result.kind === 'refused') throw new Error(result.refusal.code);
    for (const event of result.events) review = evolve(review, event, 'event');
  }
  if (review === null) throw new Error('nothing was asked for');
  return review;
}

function folded(review: Review, audience: readonly AudienceKey[] = audienceOf(review)): FoldedReview {
  return { review, audience, asked: 7, lastDecision: null, weight: 0, position: '7' };
}

/** The words that a fact leaves in the index; null: it writes none. */
function wordsBehind(type: ReviewEvent['type'], before: FoldedReview | null, after: FoldedReview) {
  const handle = reviewWords.on[type];
  if (handle === 'not relevant') throw new Error(`${type} is not relevant`);
  const writes = new Writes();
  (handle as (fact: ReviewFact<ReviewEvent>, writes: Writes) => void)(
    { before, after } as ReviewFact<ReviewEvent>,
    writes,
  );
  const [table] = writes.tables();
  expect(table === undefined || table.table === reviewWordsTable).toBe(true);
  const [row] = table?.puts.values() ?? [];
  const made = typeof row === 'function' ? row() : row;
  return made === undefined ? null : String(made['words']).split(' ');
}

describe('the words of a review', () => {
  it('are what it says and who sees it, once for each key but those that oversee or execute', () => {
    const words = wordsBehind('ReviewRequested', null, asked);
    const { workspace } = asked.review;
    const sight = sightWordsOf(workspace, [
      { kind: 'user', value: 'alice' },
      { kind: 'group', value: 'banking' },
    ]);
    expect(words?.slice(-2)).toEqual(sight);
    expect(new Set(words).size).toBe(words?.length);
    expect(words).not.toContain('');
  });

  it('are those for who sees it alone where it says none', () => {
    const { review } = asked;
    const silent = { ...review, proposal: { ...review.proposal, title: '', payload: {} } };
    expect(wordsBehind('ReviewRequested', null, folded(silent))).toHaveLength(2);
  });

  it('are left alone by an approval that says nothing, though executors come to see it', () => {
    const approved = told(approve(bob, { note: null }));
    expect(audienceOf(approved)).toContainEqual({ kind: 'scope', value: 'execute' });
    expect(wordsBehind('ApprovalGiven', asked, folded(approved))).toBeNull();
    expect(wordsBehind('ReviewApproved', asked, folded(approved))).toBeNull();
  });

  it.each(['ReviewApproved', 'AssigneeChanged', 'ReviewForced', 'LeaseLost'] as const)(
    'are written again by %s where somebody else comes to see it',
    (type) => {
      const more: AudienceKey = { kind: 'group', value: 'security' };
      const after = folded(asked.review, [...asked.audience, more]);
      const words = wordsBehind(type, asked, after);
      expect(words).toEqual(expect.arrayContaining([...sightWordsOf(asked.review.workspace, [more])]));
    },
  );
});

import { decide, evolve } from '@countersign/review';
import type { ReviewState } from '@countersign/review';
import { story } from './story';

/** What the rules make of a story, in the order in which it is told. */
function told(index: number) {
  const { asked, decisions } = story(index);
  let state: ReviewState = null;
  const types: string[] = [];
  for (const command of [asked, ...decisions]) {
    const result = decide(command, state);
    if (result.kind === 'refused') throw new Error(result.refusal.code);
    for (const event of result.events) {
      state = evolve(state, event, `${index}-${types.length}`);
      types.push(event.type);
    }
  }
  return { status: state?.status, types };
}

describe('eight stories', () => {
  const stories = Array.from({ length: 8 }, (_, index) => told(index));

  it('end as reviews do: open, rejected, approved by one or by two', () => {
    expect(stories.map(({ status }) => status)).toEqual([
      'PENDING',
      'REJECTED',
      ...Array.from({ length: 6 }, () => 'APPROVED'),
    ]);
    expect(stories.map(({ types }) => types.filter((type) => type === 'ApprovalGiven').length)).toEqual([
      0, 0, 1, 1, 1, 2, 2, 2,
    ]);
  });

  it('hold an amendment on its way', () => {
    expect(stories.filter(({ types }) => types.includes('ProposalAmended'))).toHaveLength(1);
  });

  it('are remembered exactly where they are settled, so that a gateway finds nothing left to do', () => {
    const isSettled = stories.map(({ status }) => status !== 'PENDING');
    expect(isSettled.map((_, index) => story(index).memories.length > 0)).toEqual(isSettled);
  });
});

import {
  ALL_CALLERS,
  ALL_STATES,
  answerIn,
  ALL_WISHES,
  ASKED_AT,
  CELLS,
  given,
  MINUTE,
  storyOf,
  WHO,
  wishOf,
} from '@countersign/testing';
import { type Act, permissionsOf, type Principal } from '.';
import { STATES, type State } from './who-may-do-what';

const reached = new Map<string, ReturnType<typeof given>>();

function reach(state: State, asker: Principal): ReturnType<typeof given> {
  const key = `${state} ${asker.id}`;
  const story = reached.get(key) ?? given(...storyOf(state, asker));
  reached.set(key, story);
  return story;
}

describe('Who may do what', () => {
  it.each(ALL_STATES)('is told of a review that is %s as it says', (state) => {
    const { status } = reach(state, WHO.requester.asker).review;
    expect(STATES[state]).toMatch(new RegExp(`^${status}\\b`));
  });

  it.each(ALL_WISHES)('is so in every status: %s', (wished) => {
    const cells = CELLS.filter((cell) => cell.wished === wished);
    const decided = cells.map((cell) => {
      const { caller, asker } = WHO[cell.caller];
      const { refusal } = reach(cell.state, asker).when(wishOf(wished, caller));
      return { ...cell, answer: refusal?.code ?? 'yes' };
    });
    expect(decided).toEqual(cells);
  });

  it.each(ALL_STATES)('is what each is told that he may do: %s', (state) => {
    for (const kind of ALL_CALLERS) {
      const { caller, asker } = WHO[kind];
      const told = permissionsOf(reach(state, asker).review, caller, ASKED_AT + 5 * MINUTE);
      for (const [act, refusal] of Object.entries(told)) {
        const answer = answerIn(act as Act, kind, state);
        expect([act, kind, refusal?.code ?? 'yes']).toEqual([act, kind, answer]);
      }
    }
  });
});

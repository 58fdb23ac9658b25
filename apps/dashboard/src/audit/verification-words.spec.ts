import { behindOf, reviewOf, verdictOf } from './verification-words.ts';

describe('a verification', () => {
  it('that came to no end says that something was found, in it or before it', () => {
    const ended = { startedAt: '', startedBy: { id: 'dave', name: 'Dave' }, finishedAt: '', upTo: null };
    const clean = { ...ended, events: 1, counts: {}, findings: [], sealed: 0, notJudged: 0 };
    const failed = { ...ended, events: 1, counts: {}, findings: [], problem: 'The log could not be read' };
    const counts = { 'broken-chain': 2 };
    const state = { state: 'failed', gateway: 'a:1', running: null } as const;
    expect(verdictOf({ ...state, last: clean, failed })).toMatchObject({
      ...{ tone: 'amber', text: 'The log could not be read.' },
    });
    for (const found of [
      { last: { ...clean, counts }, failed },
      { last: null, failed: { ...failed, counts } },
    ])
      expect(verdictOf({ ...state, ...found })).toMatchObject({
        ...{ tone: 'red', text: expect.stringMatching(/found before that/) as string },
      });
  });

  it('says what it does not cover', () => {
    expect(behindOf('10', '9')).toBeNull();
    expect(behindOf('10', '10')).toBeNull();
    expect(behindOf('9', '10')).toMatch(/position 10: that part is not verified/);
    expect(behindOf(null, '1')).not.toBeNull();
    expect(behindOf(null, null)).toBeNull();
  });

  it('finds the review of a stream', () => {
    const id = '01a21bef-8873-75e4-93d8-e95ad671926c';
    expect(reviewOf(`review-ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c_${id}`)).toBe(id);
    expect(reviewOf('rules-ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c')).toBeNull();
  });
});

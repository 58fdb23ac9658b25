import { figuresOf, isMet, render } from './report';

const openings = { usable: [900, 1_400], scripts: [{ path: '/assets/a.js', gzipped: 257 * 1024 }] };

describe('a report on the dashboard', () => {
  it('says of each figure whether it meets its goal', () => {
    const figures = figuresOf(openings, { roundTrips: [120, 300], elsewhere: [1_001] });
    expect(figures.map(isMet)).toEqual([true, true, false, false]);
    expect(
      render(figures)
        .split('\n')
        .slice(1)
        .map((line) => line.split(/\s{3,}/).at(-1)),
    ).toEqual(['met', 'met', 'MISSED', 'MISSED']);
  });

  it('meets nothing where nothing was measured', () => {
    const figures = figuresOf({ ...openings, usable: [] }, { roundTrips: [], elsewhere: [] });
    expect(figures.map(isMet)).toEqual([false, false, false, false]);
  });
});

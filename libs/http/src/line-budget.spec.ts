import { LineBudget } from './line-budget';

describe('a flood', () => {
  it('writes some lines a second, and fewer of one caller', () => {
    let now = 0;
    const budget = new LineBudget(
      { ofOne: 2, inAll: 3 },
      () => undefined,
      () => now,
    );
    const taken = (...callers: string[]) => callers.map((caller) => budget.take(caller, 'sort'));
    expect(taken('a', 'a', 'a', 'b', 'c')).toEqual([true, true, false, true, false]);
    now = 999;
    expect(taken('c')).toEqual([false]);
    now = 1_000;
    expect(taken('a', 'c')).toEqual([true, true]);
  });

  it('of callers who belong together leaves lines for others', () => {
    const budget = new LineBudget(
      { ofOne: 2, ofGroup: 3, inAll: 5 },
      () => undefined,
      () => 0,
    );
    const taken = ['a', 'a', 'b', 'c', 'd'].map((caller) => budget.take(caller, 'sort', 'one'));
    expect(taken).toEqual([true, true, true, false, false]);
    expect([budget.take('e', 'sort', 'other'), budget.take('e', 'sort', 'other')]).toEqual([true, true]);
  });

  it('is told once how much of each sort was left out', () => {
    jest.useFakeTimers();
    const told: unknown[] = [];
    const budget = new LineBudget(
      { ofOne: 1, inAll: 1 },
      (leftOut) => told.push(leftOut),
      () => 0,
    );
    for (const sort of ['x', 'x', 'x', 'y']) budget.take('a', sort);
    expect(told).toEqual([]);
    jest.advanceTimersByTime(5_000);
    expect(told).toEqual([{ x: 2, y: 1 }]);
    jest.useRealTimers();
  });
});

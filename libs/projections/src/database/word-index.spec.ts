import { blocksOf } from './word-index';

/** The step of a block and which of that step it is. */
const blockIn = (lexeme: string): { readonly bits: number; readonly nth: number } => {
  const number = Number(lexeme.slice(1));
  return { bits: 8 + 4 * (number % 9), nth: Math.floor(number / 9) };
};

describe('the blocks of a range of numbers', () => {
  it.each([
    [0, 1],
    [0, 256],
    [255, 257],
    [511, 4_607],
    [1_000, 1_000_000],
    [0, 5_800_000_000],
    [6_185_951_500, 6_555_879_500],
    [2 ** 52, 2 ** 52 + 2 ** 44],
  ])('hold all of them, side by side, and little else: %i to %i', (from, to) => {
    const blocks = (blocksOf(from, to) ?? []).map(blockIn);
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.length).toBeLessThanOrEqual(17);
    const [{ bits, nth: first }] = blocks as [(typeof blocks)[0]];
    expect(blocks).toEqual(blocks.map((_, index) => ({ bits, nth: first + index })));
    const [start, end] = [first * 2 ** bits, (first + blocks.length) * 2 ** bits];
    expect(start).toBeLessThanOrEqual(from);
    expect(start).toBeGreaterThan(from - 2 ** bits);
    expect(end).toBeGreaterThanOrEqual(to);
    expect(end).toBeLessThan(to + 2 ** bits);
  });

  it('are not told where they would be many', () => {
    expect(blocksOf(0, 2 ** 53 - 1)).toBeNull();
  });
});

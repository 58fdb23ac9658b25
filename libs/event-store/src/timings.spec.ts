import { backoffDelay } from './timings';

describe('the pause after failures', () => {
  it('doubles with each of them up to the longest, and is random by half', () => {
    for (const [failures, whole] of [
      [0, 50],
      [1, 100],
      [5, 1_600],
      [7, 5_000],
      [1_000_000, 5_000],
    ] as const) {
      const pauses = Array.from({ length: 200 }, () => backoffDelay(failures, 50, 5_000));
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(whole / 2);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(whole);
      expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(whole / 4);
    }
  });
});

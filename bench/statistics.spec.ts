import { median, medians, percentile } from './statistics';

describe('the figures of some rounds', () => {
  it('have a median that one wild round does not move', () => {
    expect(median([1931, 2271, 2100, 12, 2050])).toBe(2050);
    expect(median([4, 1])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('have percentiles that are values which really occurred', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentile(values, 0.5)).toBe(100);
    expect(percentile(values, 0.99)).toBe(198);
    expect(percentile(values, 1)).toBe(200);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('are summed up field by field, without what could not be measured', () => {
    const rounds = [
      { perSecond: 10, cpu: null },
      { perSecond: 30, cpu: 2 },
      { perSecond: 20, cpu: 4 },
    ];
    expect(medians(rounds)).toEqual({ perSecond: 20, cpu: 3 });
    expect(medians([{ cpu: null }])).toEqual({ cpu: null });
  });
});

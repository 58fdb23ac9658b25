import type { Position } from '@countersign/event-store';
import { RememberedTotals } from './remembered-totals';

const at = (position: bigint): Position => position as Position;

describe('a remembered total', () => {
  let views: Position;
  let counted: number;
  let totals: RememberedTotals;
  const count = (): Promise<number> => Promise.resolve((counted += 1));
  beforeEach(() => {
    // All of it happens in one moment, however busy the machine is.
    jest.spyOn(performance, 'now').mockReturnValue(1);
    views = at(10n);
    counted = 0;
    totals = new RememberedTotals(() => views);
  });

  afterEach(() => jest.restoreAllMocks());

  it('is counted once for requests of the same moment, and while the views stand still', async () => {
    await Promise.all([totals.total('q', null, count), totals.total('q', null, count)]);
    expect(await totals.total('q', at(10n), count)).toBe(1);
  });

  it('is told again for a moment after the views moved', async () => {
    await totals.total('q', null, count);
    views = at(11n);
    expect(await totals.total('q', at(10n), count)).toBe(1);
  });

  it('is counted again for a caller who knows of something newer', async () => {
    await totals.total('q', null, count);
    views = at(11n);
    expect(await totals.total('q', at(11n), count)).toBe(2);
  });

  it('belongs to one question', async () => {
    await totals.total(['alice'], null, count);
    expect(await totals.total(['bob'], null, count)).toBe(2);
  });

  it('that could not be counted is forgotten', async () => {
    await expect(totals.total('q', null, () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
    expect(await totals.total('q', null, count)).toBe(1);
  });
});

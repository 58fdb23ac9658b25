import type { Position } from '@countersign/event-store';
import type { Views } from '@countersign/projections';
import { alice } from '@countersign/testing';
import type { Exchange } from './exchange';
import type { LastWrites } from './last-writes';
import { ReviewReads } from './review-reads';

const exchange = { caller: alice, request: { headers: {} }, reply: { header: () => undefined } };

/** Views that come to stand further whenever the head is waited for. */
function readsOver() {
  let position = 1n;
  const progress = {
    position: () => position as Position,
    waitFor: async () => true,
    waitForHead: async () => {
      position += 1n;
      return true;
    },
  };
  const lastWrites = { of: () => null, settled: () => undefined };
  return new ReviewReads({ progress } as unknown as Views, lastWrites as unknown as LastWrites);
}

describe('a list', () => {
  const looking = async (items: readonly string[], next: number | null, which: 'first' | 'behind') => {
    let looks = 0;
    const look = async () => {
      looks += 1;
      return { items, next };
    };
    expect(await readsOver().page(exchange as unknown as Exchange, which, look)).toEqual({ items, next });
    return looks;
  };

  it('that is empty is looked at again at the head, unless the caller reads on behind it', async () => {
    expect(await looking([], null, 'first')).toBe(2);
    expect(await looking([], 7, 'first')).toBe(2);
    expect(await looking([], null, 'behind')).toBe(2);
    expect(await looking([], 7, 'behind')).toBe(1);
    expect(await looking(['one'], null, 'first')).toBe(1);
  });
});

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
  const looking = async (rows: readonly string[], isReadOn?: () => boolean) => {
    let looks = 0;
    const look = async () => {
      looks += 1;
      return rows;
    };
    await readsOver().list(exchange as unknown as Exchange, look, isReadOn);
    return looks;
  };

  it('that is empty is looked at again at the head, unless the caller reads on behind it', async () => {
    expect(await looking([])).toBe(2);
    expect(await looking([], () => false)).toBe(2);
    expect(await looking([], () => true)).toBe(1);
    expect(await looking(['one'])).toBe(1);
  });
});

import type { Exchange } from '@countersign/http';
import { ReviewReads } from '@countersign/http';
import type { Views } from '@countersign/projections';
import { alice } from '@countersign/testing';
import { ReviewLists } from './review-list';
import { searchCursorOf } from './search-query';

/** Looks at a page that is empty and has a next, over views that come to stand further whenever the head is waited for. */
async function looksAt(cursor: string | undefined): Promise<number> {
  let [position, looks] = [1n, 0];
  const views = {
    progress: {
      position: () => position,
      waitFor: async () => true,
      waitForHead: async () => {
        position += 1n;
        return true;
      },
    },
    reviews: {
      search: async () => {
        looks += 1;
        return { items: [], next: 7 };
      },
    },
  } as unknown as Views;
  const lastWrites = { of: () => null } as unknown as ConstructorParameters<typeof ReviewReads>[1];
  const lists = new ReviewLists(new ReviewReads(views, lastWrites), views);
  const exchange = { caller: alice, request: { headers: {} }, reply: { header: () => undefined } };
  const query = { q: 'rare', limit: 50, sort: 'newest' as const, count: false, ...(cursor && { cursor }) };
  const page = await lists.page(exchange as unknown as Exchange, query as Parameters<typeof lists.page>[1]);
  expect(page).toEqual({ items: [], next: searchCursorOf(7) });
  return looks;
}

describe('An empty page that has a next', () => {
  it('is looked at again at the head where it is the first: all others lie behind what is newer', async () => {
    expect(await looksAt(undefined)).toBe(2);
  });

  it('is believed where the caller reads on', async () => {
    expect(await looksAt(searchCursorOf(9))).toBe(1);
  });
});

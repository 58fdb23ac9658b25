import { queryOf } from './query.ts';
import type { ReadOptions } from './reviews.ts';
import type { Transport } from './transport.ts';

export interface Items<Item> {
  readonly items: readonly Item[];
}

/** May be short, or empty, and have a next one. */
export interface Page<Item> extends Items<Item> {
  /** Where the next page begins; null where there is none. */
  readonly next: string | null;
}

export async function read<Body>(
  transport: Transport,
  request: string,
  { signal }: ReadOptions = {},
  body?: unknown,
): Promise<Body> {
  return (await transport.send<Body>({ request, body, key: null, signal })).body;
}

/**
 * Page after page, until there is no more or nobody takes more.
 * @param place the parameter that takes the `next` of the page before
 */
export async function* pages<Item>(
  transport: Transport,
  path: string,
  filter: Parameters<typeof queryOf>[0],
  place: string,
  options?: ReadOptions,
): AsyncGenerator<Item, void, undefined> {
  for (let query = filter; ;) {
    const { items, next } = await read<Page<Item>>(transport, `GET ${path}${queryOf(query)}`, options);
    yield* items;
    if (next === null) return;
    query = { ...filter, [place]: next };
  }
}

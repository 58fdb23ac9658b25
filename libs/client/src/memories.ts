import { type Page, pages, read } from './pages.ts';
import { pathOf, queryOf } from './query.ts';
import { newKey, type ReadOptions, type WriteOptions } from './reviews.ts';
import type { Transport } from './transport.ts';
import type { FoundMemory, Memory, MemoryFilter } from './wire.ts';

/** What came out of reviews. */
export interface Memories {
  /** All of a session, oldest first; with `q` those that hold its words, newest first. */
  list(session: string, options?: { readonly q?: string } & ReadOptions): Promise<readonly Memory[]>;
  /** One page of those of all sessions that hold the words of `q`, newest first. */
  search(filter: MemoryFilter, options?: ReadOptions): Promise<Page<FoundMemory>>;
  /** The same page after page, until there is no more or nobody takes more. */
  all(filter: MemoryFilter, options?: ReadOptions): AsyncGenerator<FoundMemory, void, undefined>;
  forget(session: string, id: string, options?: { readonly note?: string } & WriteOptions): Promise<void>;
}

export const memoriesOver = (transport: Transport): Memories => ({
  list: async (session, { q, signal } = {}) => {
    const memories: Memory[] = [];
    const path = pathOf`/v1/sessions/${session}/memories`;
    for await (const memory of pages<Memory>(transport, path, { q }, 'cursor', { signal }))
      memories.push(memory);
    return memories;
  },
  search: (filter, options) => read(transport, `GET /v1/memories${queryOf(filter)}`, options),
  all: (filter, options) => pages(transport, '/v1/memories', filter, 'cursor', options),
  forget: async (session, id, { signal, note, idempotencyKey: key = newKey() } = {}) => {
    const path = pathOf`/v1/sessions/${session}/memories/${id}` + queryOf({ note });
    await transport.send({ request: `DELETE ${path}`, key, signal });
  },
});

import { isProblem, type StreamMessage } from '@countersign/client';
import { startAnew } from '../session/acting-for.ts';
import { noteExpired } from '../session/expiry.ts';
import { client } from './client.ts';
import { connection, noteConnection } from './connection.ts';

/** What the tab that holds the connection tells the others; `id` is how far it has come. */
type Told =
  | { readonly kind: 'message'; readonly message: StreamMessage }
  | { readonly kind: 'alive' | 'lost'; readonly id: string }
  | { readonly kind: 'hello' };

export type OnMessage = (message: StreamMessage) => void;

export interface Following {
  readonly take: OnMessage;
  /** It begins only now, and what was read before may be old. */
  readonly onGap: () => void;
}

/** So long whoever reads waits for it to begin. */
export const FOLLOW_PATIENCE_MS = 300;
/** After what no gateway should answer. */
const REFUSED_MS = 5_000;

const listeners = new Set<OnMessage>();
/** How far somebody has followed: who signs in again goes on there. */
const followed = new Map<string, string>();

/** Hears every message of the live feed, after the cache has taken it in. */
export function listenLive(listener: OnMessage): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Follows the changes that the caller may see until the signal aborts. All tabs of a browser share one connection:
 * browsers open few to one site. When the tab that holds it goes, another goes on after the last message that it heard.
 */
export function followLive(principal: string, signal: AbortSignal, { take, onGap }: Following): void {
  const name = `countersign:live:${principal}`;
  const channel = new BroadcastChannel(name);
  const startedAt = Date.now();
  let hasBegun = followed.has(principal);
  let isHolder = false;

  const come = (id: string): void => {
    if (id !== '') followed.set(principal, id);
  };
  const tell = (told: Told): void => {
    if (!signal.aborted) channel.postMessage(told);
  };
  const deliver: OnMessage = (message) => {
    come(message.id);
    take(message);
    for (const listener of listeners) listener(message);
  };
  const note = (kind: 'alive' | 'lost', id: string): void => {
    come(id);
    noteConnection(kind === 'alive' ? 'live' : 'lost');
    if (kind === 'lost' || hasBegun) return;
    hasBegun = true;
    if (Date.now() - startedAt >= FOLLOW_PATIENCE_MS) onGap();
  };

  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.kind === 'message') deliver(data.message);
    else if (data.kind !== 'hello') note(data.kind, data.id);
    else if (isHolder && connection().state !== 'connecting')
      tell({ kind: connection().state === 'live' ? 'alive' : 'lost', id: followed.get(principal) ?? '' });
  };

  const hold = async (): Promise<void> => {
    isHolder = true;
    while (!signal.aborted) {
      try {
        const options = {
          signal,
          lastEventId: followed.get(principal),
          onConnection: (kind: 'alive' | 'lost', id: string) => {
            note(kind, id);
            tell({ kind, id });
          },
        };
        for await (const message of client.events({}, options)) {
          tell({ kind: 'message', message });
          deliver(message);
        }
      } catch (error) {
        note('lost', '');
        tell({ kind: 'lost', id: '' });
        if (isProblem(error, 'unauthenticated')) return noteExpired();
        if (isProblem(error, 'other-principal')) return startAnew();
        await new Promise((resolve) => setTimeout(resolve, REFUSED_MS));
      }
    }
  };

  signal.addEventListener('abort', () => channel.close());
  tell({ kind: 'hello' });
  // Where a page may hold no locks (plain HTTP from afar), each tab has a connection of its own.
  if (!('locks' in navigator)) void hold();
  else void navigator.locks.request(name, { signal }, hold).catch(() => undefined);
}

import { isProblem, type StreamMessage } from '@countersign/client';
import { noteExpired } from '../session/expiry.ts';
import { client } from './client.ts';
import { connection, noteConnection } from './connection.ts';

/** What the tab that holds the connection tells the others. */
type Told =
  | { readonly kind: 'message'; readonly message: StreamMessage }
  | { readonly kind: 'alive' | 'lost' | 'hello' };

export type OnMessage = (message: StreamMessage) => void;

const listeners = new Set<OnMessage>();

/** Hears every message of the live feed, after the cache has taken it in. */
export function listenLive(listener: OnMessage): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Follows the changes that the caller may see until the signal aborts. All tabs of a browser share one connection:
 * browsers open few to one site. When the tab that holds it goes, another goes on after the last message that it heard.
 */
export function followLive(principal: string, signal: AbortSignal, take: OnMessage): void {
  const name = `countersign:live:${principal}`;
  const channel = new BroadcastChannel(name);
  let lastEventId: string | undefined;
  let isHolder = false;

  const deliver: OnMessage = (message) => {
    lastEventId = message.id;
    take(message);
    for (const listener of listeners) listener(message);
  };
  const tell = (told: Told): void => channel.postMessage(told);

  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.kind === 'hello') {
      if (isHolder && connection().state === 'live') tell({ kind: 'alive' });
    } else if (data.kind === 'message') deliver(data.message);
    else noteConnection(data.kind === 'alive' ? 'live' : 'lost');
  };

  const hold = async (): Promise<void> => {
    isHolder = true;
    const options = {
      signal,
      lastEventId,
      onConnection: (state: 'alive' | 'lost') => {
        noteConnection(state === 'alive' ? 'live' : 'lost');
        tell({ kind: state });
      },
    };
    try {
      for await (const message of client.events({}, options)) {
        tell({ kind: 'message', message });
        deliver(message);
      }
    } catch (error) {
      noteConnection('lost');
      if (isProblem(error, 'unauthenticated')) noteExpired();
    }
  };

  signal.addEventListener('abort', () => channel.close());
  tell({ kind: 'hello' });
  // Where a page may hold no locks (plain HTTP from afar), each tab has a connection of its own.
  if (!('locks' in navigator)) void hold();
  else void navigator.locks.request(name, { signal }, hold).catch(() => undefined);
}

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Whether nobody is there any more to read an answer. Of requests that a client sent one behind the other on one
 * connection, Node tells only the answer that is being sent of the end of the connection; the others hear nothing.
 */
export function isGone({ destroyed, req }: ServerResponse): boolean {
  return destroyed || req.socket.destroyed;
}

/** Calls back, at most once, when nobody is there any more to read an answer, until what is given back is called. */
export function onGone(raw: ServerResponse, listener: () => void): () => void {
  const listeners = listenersOf(raw.req.socket);
  const leave = (): void => {
    raw.off('close', tell);
    listeners.delete(tell);
  };
  const tell = (): void => {
    leave();
    listener();
  };
  raw.once('close', tell);
  listeners.add(tell);
  return leave;
}

const bySocket = new WeakMap<Socket, Set<() => void>>();

/** One listener of the connection for all its requests, of which there may be many at once. */
function listenersOf(socket: Socket): Set<() => void> {
  const known = bySocket.get(socket);
  if (known !== undefined) return known;
  const listeners = new Set<() => void>();
  bySocket.set(socket, listeners);
  socket.once('close', () => {
    for (const tell of [...listeners]) tell();
  });
  return listeners;
}

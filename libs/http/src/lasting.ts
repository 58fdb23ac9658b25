import type { FastifyReply } from 'fastify';

/**
 * Says of an answer that it takes its time: that its connection is silent is no reason to close it, which the server
 * does to others (`ServerLimits.idle`). What nobody reads must then be noticed otherwise.
 */
export function lasting({ raw }: Pick<FastifyReply, 'raw'>): void {
  // Node closes the connection unless somebody listens.
  raw.on('timeout', () => undefined);
}

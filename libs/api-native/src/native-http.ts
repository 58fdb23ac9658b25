import type { FastifyInstance, onSendHookHandler } from 'fastify';

const PREFIX = '/v1';
/** Their answers last, and a HEAD of them would. */
const LASTING = ['/v1/stream', '/v1/reviews/:id/wait'];

/**
 * What HTTP asks of every route of this API. To be called before the routes are registered.
 * A HEAD is answered as the GET without its body (RFC 9110, 9.3.2), except where the answer lasts.
 */
export function speakHttp(server: FastifyInstance): void {
  server.addHook('onRoute', ({ method, url, handler, config = {}, constraints = {} }) => {
    if (method !== 'GET' || !url.startsWith(`${PREFIX}/`)) return;
    if (!LASTING.includes(url)) server.route({ method: 'HEAD', url, handler, config, constraints, onSend });
  });
}

/** Of the body only its length. */
const onSend: onSendHookHandler = (_request, reply, payload, done) => {
  if (typeof payload === 'string') void reply.header('Content-Length', Buffer.byteLength(payload));
  done(null, null);
};

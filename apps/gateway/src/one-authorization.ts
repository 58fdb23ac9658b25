import type { FastifyInstance } from 'fastify';

/**
 * A request with two `Authorization` headers has none that counts: Node keeps the first one, a proxy before it may have
 * looked at the other. To be called before the application listens.
 */
export function refuseTwoAuthorizations(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { rawHeaders } = request.raw;
    let seen = 0;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? '';
      if (name.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) seen += 1;
    }
    if (seen > 1) request.headers.authorization = '';
    done();
  });
}

const AUTHORIZATION = 'authorization';

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { Failed } from './failure';
import { isDecodable } from './percent-encoding';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** What Fastify must be told at its making, for the promises of this library to hold. */
export const serverOptions = {
  // A HEAD shows nobody anything, but a read by session counts as a look.
  exposeHeadRoutes: false,
  bodyLimit: 1024 * 1024,
  genReqId: (request: IncomingMessage): string => {
    const given = request.headers['x-request-id'];
    return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  },
  // A path that cannot be decoded names nothing in any dialect; each says so in its own words.
  rewriteUrl: ({ url = '/' }: IncomingMessage): string => {
    const [path = ''] = url.split('?', 1);
    return isDecodable(path) ? url : path.replaceAll('%', '%25') + url.slice(path.length);
  },
  // Whatever fits into a request's head: an id that is too long is one that names nothing, in each dialect's words.
  routerOptions: { maxParamLength: 16 * 1024, ignoreTrailingSlash: true },
} satisfies FastifyServerOptions;

/**
 * Gives every `request.body` as text whatever its content type, for the dialects to read strictly, and every answer
 * its `X-Request-Id`. To be called before the application listens; the Nest application is made with
 * `bodyParser: false`.
 */
export function registerBodyParsing(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, utf8.decode(body as Buffer));
    } catch {
      done(new Failed({ kind: 'malformed-json', problem: 'not valid UTF-8' }));
    }
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    const type = request.headers['content-type'];
    // Fastify would refuse what is no media type before any dialect could read the body.
    if (type !== undefined && !MEDIA_TYPE.test(type))
      request.headers['content-type'] = 'application/octet-stream';
    done();
  });
}

const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

// Keeps a byte order mark, so that it is refused and not lost.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

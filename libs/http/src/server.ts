import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { Bodies, MOST_BYTES, tooLarge } from './bodies';
import { boundConnections } from './connection-shares';
import { type Door, isPublic, OPEN_DOOR } from './door';
import { Failed } from './failure';
import { networkOf } from './network-of';
import { NO_SCHEMAS } from './no-schemas';
import { otherMethods, routeMethod } from './other-methods';
import { isDecodable } from './percent-encoding';
import { headersOfData, registerSecurityHeaders, type SecurityHeaders } from './security-headers';
import { limitedBy, SERVER_LIMITS, type ServerLimits } from './server-limits';
import { UnreadableRequests } from './unreadable-requests';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** What Fastify must be told at its making, for the promises of this library to hold. */
const serverOptions = {
  // A HEAD shows nobody anything, but a read by session counts as a look.
  exposeHeadRoutes: false,
  bodyLimit: MOST_BYTES,
  // An open SSE answer would hold up a stop, so connections are closed with the server.
  forceCloseConnections: true,
  genReqId: (request: IncomingMessage): string => {
    const given = request.headers['x-request-id'];
    return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  },
  // It comes first of all, before the router sees the request.
  rewriteUrl: (request: IncomingMessage): string => {
    routeMethod(request);
    const url = pathIn(request.url ?? '/');
    const [path = ''] = url.split('?', 1);
    // A path that cannot be decoded names nothing in any dialect; each says so in its own words.
    return isDecodable(path) ? url : path.replaceAll('%', '%25') + url.slice(path.length);
  },
  // Whatever fits into a request's head: an id that is too long is one that names nothing, in each dialect's words.
  routerOptions: { maxParamLength: 16 * 1024, ignoreTrailingSlash: true },
  schemaController: NO_SCHEMAS,
} satisfies FastifyServerOptions;

/** Of an address with scheme and host, as proxies are asked (RFC 9112, 3.2.2), what is asked of this server. */
function pathIn(url: string): string {
  if (url.startsWith('/')) return url;
  const [origin] = /^https?:\/\/[^/?#]*/i.exec(url) ?? [];
  if (origin === undefined) return url;
  const path = url.slice(origin.length);
  return path.startsWith('/') ? path : `/${path}`;
}

interface Server {
  /** For a Nest application that is made with `bodyParser: false`. */
  readonly adapter: FastifyAdapter;
  /** To be called once the application has registered all its routes, before it listens: see {@link otherMethods}. */
  readonly refuseOtherMethods: () => void;
}

/** A server that keeps what this library promises of every request: how it is read, bounded and refused. */
export function openServer(
  limits: ServerLimits = SERVER_LIMITS,
  headers: SecurityHeaders = { isProduction: false },
  door: Door = OPEN_DOOR,
): Server {
  const unreadable = new UnreadableRequests(headersOfData(headers.isProduction));
  const adapter = new FastifyAdapter({
    ...serverOptions,
    ...limitedBy(limits),
    clientErrorHandler: (error, socket) => unreadable.answer(error, socket),
  });
  const server = adapter.getInstance<FastifyInstance>();
  server.server.on('checkExpectation', (request, response) =>
    unreadable.refuseExpectation(request, response),
  );
  server.server.maxConnections = limits.connections;
  boundConnections(server.server, limits);
  const refuseOtherMethods = otherMethods(server);
  // Before anything is refused.
  registerSecurityHeaders(server, headers);
  readBodies(server, door);
  if (limits.trustedProxies.length === 0) tellOfProxies(server);
  return { adapter, refuseOtherMethods };
}

/** Once: of many who come through a proxy, each would be counted for all. */
function tellOfProxies(server: FastifyInstance): void {
  let isTold = false;
  server.addHook('onRequest', ({ headers }, _reply, done) => {
    if (!isTold && headers['x-forwarded-for'] !== undefined) {
      isTold = true;
      new Logger('Server').warn(
        'requests carry X-Forwarded-For and TRUSTED_PROXIES names no proxy: all that come through one share its limits',
      );
    }
    done();
  });
}

/**
 * Gives every `request.body` as text whatever its content type, for the dialects to read strictly, and every answer
 * its `X-Request-Id`. What is too long or encoded is refused before any of it is read.
 */
function readBodies(server: FastifyInstance, door: Door): void {
  const bodies = new Bodies();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (request, payload: IncomingMessage, done) => {
    const sender = {
      network: networkOf(request.ip, request.socket.remoteAddress),
      known: () => door.known(request),
    };
    bodies.read(payload, sender, (error, bytes) => {
      if (error !== null) return done(error);
      try {
        done(null, utf8.decode(bytes));
      } catch {
        done(new Failed({ kind: 'malformed-json', problem: 'not valid UTF-8' }));
      }
    });
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    const { headers } = request;
    const refusal = refusalOf(headers);
    if (refusal !== null) {
      // What is not read must not be taken for the next request.
      void reply.header('Connection', 'close');
      if (isEncoded(headers)) void reply.header('Accept-Encoding', 'identity');
      return done(refusal);
    }
    // Fastify would refuse what is no media type before any dialect could read the body.
    const type = headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) headers['content-type'] = 'application/octet-stream';
    done();
  });
  // Node passes over the body of whoever is refused here.
  server.addHook('preParsing', (request, _reply, payload, done) => {
    if (!hasBody(request.headers)) return done(null, payload);
    if (request.is404) return done(new Failed({ kind: 'no-such-route' }));
    done(isPublic(request) ? null : door.refusal(request), payload);
  });
  // Who asks before he sends is told so before he sends.
  server.server.on('checkContinue', (request, response) => {
    if (refusalOf(request.headers) === null) response.writeContinue();
    server.server.emit('request', request, response);
  });
}

const hasBody = ({ 'content-length': length, 'transfer-encoding': coding }: Headers): boolean =>
  (length !== undefined && length !== '0') || coding !== undefined;

type Headers = IncomingMessage['headers'];

function refusalOf(headers: Headers): Failed | null {
  if (isEncoded(headers))
    return new Failed({ kind: 'unsupported-media-type', problem: 'send it without a Content-Encoding' });
  return Number(headers['content-length'] ?? 0) > MOST_BYTES ? tooLarge() : null;
}

/** Nothing is ever inflated: a small body may be a large one (RFC 9110, 8.4 and 12.5.3). */
function isEncoded({ 'content-encoding': encoding }: Headers): boolean {
  return encoding !== undefined && !['', 'identity'].includes(encoding.trim().toLowerCase());
}

const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

// Keeps a byte order mark, so that it is refused and not lost.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

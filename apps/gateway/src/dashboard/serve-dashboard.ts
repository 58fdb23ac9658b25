import { randomBytes } from 'node:crypto';
import { PUBLIC_ROUTE } from '@countersign/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BuildOfDashboard, ServedFile } from './build-of-dashboard';
import { dashboardPolicy } from './dashboard-policy';
import { isDeepLink } from './deep-link';

const ASSETS = '/assets';
const A_YEAR = 'public, max-age=31536000, immutable';

/**
 * Serves the dashboard to everybody: its page at `/` and at every address of which no route has the first step, and
 * the files that its build lists, by their names in that list; nothing of a request ever becomes a path on the disk.
 * To be called before the other routes are registered: it goes by them.
 */
export function serveDashboard(server: FastifyInstance, build: BuildOfDashboard): void {
  const taken = new Set<string>();
  server.addHook('onRoute', ({ url }) => void taken.add(url.split('/')[1] ?? ''));
  server.addHook('onRequest', (request, reply, done) => {
    if (request.is404 && isDeepLink(request, taken)) return void sendPage(reply, build);
    done();
  });

  const files = new Map(build.files.map((file) => [file.path, file]));
  const route = (url: string, handler: (request: FastifyRequest, reply: FastifyReply) => unknown): void => {
    server.route({ method: ['GET', 'HEAD'], url, config: PUBLIC_ROUTE, handler });
  };
  route('/', (_request, reply) => sendPage(reply, build));
  route(`${ASSETS}/:name`, (request, reply) => {
    const { name } = request.params as { readonly name: string };
    return sendFile(request, reply, build, files.get(`${ASSETS}/${name}`));
  });
  for (const file of files.values()) {
    if (file.path.startsWith(`${ASSETS}/`)) continue;
    route(file.path, (request, reply) => sendFile(request, reply, build, file));
  }
}

/** Anew each time: its nonce is of this answer, so there is nothing that an old one could be compared with. */
function sendPage(reply: FastifyReply, { page }: BuildOfDashboard): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  return reply
    .headers({
      'content-security-policy': dashboardPolicy(nonce),
      'cache-control': 'no-cache',
      vary: 'Accept',
    })
    .type('text/html; charset=utf-8')
    .send(page(nonce));
}

function sendFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  build: BuildOfDashboard,
  file: ServedFile | undefined,
): FastifyReply {
  if (file === undefined) return notFound(reply);
  const accepted = codingsIn(headers['accept-encoding'] ?? '');
  const chosen = file.codings.find(({ coding }) => accepted.has(coding));
  const tag = `"${file.digest}${chosen?.suffix ?? ''}"`;
  const bytes = build.read(file, chosen?.suffix ?? '');
  if (bytes === null) return notFound(reply);
  void reply.headers({
    'cache-control': file.isForEver ? A_YEAR : 'no-cache',
    etag: tag,
    ...(file.codings.length > 0 && { vary: 'Accept-Encoding' }),
  });
  if (headers['if-none-match']?.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === tag) === true) {
    return reply.status(304).send();
  }
  if (chosen !== undefined) void reply.header('content-encoding', chosen.coding);
  return reply.type(file.type).send(bytes);
}

/** As an address that no route takes. */
function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}

/** Those that are named without being refused (RFC 9110, 12.5.3). */
function codingsIn(header: string): ReadonlySet<string> {
  const named = header.toLowerCase().split(',');
  const wanted = named.filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one));
  return new Set(wanted.map((one) => one.split(';', 1)[0]?.trim() ?? ''));
}

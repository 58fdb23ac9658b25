import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import { PUBLIC_ROUTE } from './door';
import { Failed } from './failure';

/** All that the router is asked for; whatever else HTTP knows is routed as the last of them, which no path takes. */
const ROUTED = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const known = new Set(ROUTED);

const methods = new WeakMap<IncomingMessage, string>();

/** Gives a request the method by which it is routed. */
export function routeMethod(request: IncomingMessage): void {
  const { method = '' } = request;
  if (known.has(method)) return;
  methods.set(request, method);
  request.method = 'TRACE';
}

/** As it was sent. */
export function sentMethod({ raw, method }: Pick<FastifyRequest, 'raw' | 'method'>): string {
  return methods.get(raw) ?? method;
}

type Routes = Map<string, Set<string>>;

/**
 * Notes the routes of a server from now on. To be called before they are registered, and what it gives back when all
 * are: from then on every known path answers every other method, without a look at a credential or a body, OPTIONS
 * with 204 and the rest with `method-not-allowed`, each with `Allow` (RFC 9110, 9.3.7 and 15.5.6).
 *
 * They become routes themselves, so that the one router says what a path is and a request of another costs nothing.
 */
export function otherMethods(server: FastifyInstance): () => void {
  const routes: Routes = new Map();
  let isNoting = true;
  server.addHook('onRoute', ({ method, url }) => {
    if (!isNoting) return;
    // One path to the router.
    const path = url.length > 1 && url.endsWith('/') ? url.slice(0, -1) : url;
    const methods = routes.get(path) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    routes.set(path, methods);
  });
  return () => {
    isNoting = false;
    for (const url of routes.keys()) answerOthers(server, url, takenBy(url, routes));
  };
}

function answerOthers(server: FastifyInstance, url: string, taken: ReadonlySet<string>): void {
  const allow = ROUTED.filter((method) => method === 'OPTIONS' || taken.has(method));
  const refuse: onRequestHookHandler = (_request, _reply, done) =>
    done(new Failed({ kind: 'method-not-allowed', allow }));
  const refused = ROUTED.filter((method) => !allow.includes(method));
  server.route({ method: refused, url, onRequest: refuse, handler: nothing, config: PUBLIC_ROUTE });
  if (taken.has('OPTIONS')) return;
  const tell: onRequestHookHandler = (_request, reply) =>
    void reply.status(204).header('Allow', allow.join(', ')).send();
  server.route({ method: 'OPTIONS', url, onRequest: tell, handler: nothing, config: PUBLIC_ROUTE });
}

const nothing = (): void => undefined;

/**
 * What a path is there for, also through routes whose parameters take it in: a route of its own would come before
 * those.
 */
function takenBy(url: string, routes: Routes): ReadonlySet<string> {
  return new Set([...routes].flatMap(([other, methods]) => (isTakenIn(url, other) ? [...methods] : [])));
}

function isTakenIn(url: string, by: string): boolean {
  const steps = url.split('/');
  const others = by.split('/');
  return (
    steps.length === others.length &&
    others.every((other, index) => other === steps[index] || other.startsWith(':'))
  );
}

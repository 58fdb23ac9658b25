import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

const APIS = [
  ['/api/v1/approvals', 'approvals'],
  ['/api/v1/review', 'outputs'],
  ['/api', 'access'],
  ['/v1', 'native'],
] as const;

/** Routes by their pattern, never by what a caller wrote: the number of series has a bound. */
export function requestFigures(registry: Registry, server: FastifyInstance): void {
  const registers = [registry];
  const requests = new Counter({
    name: 'countersign_http_requests_total',
    help: 'Requests that were answered, by API, route and status',
    labelNames: ['api', 'method', 'route', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'countersign_http_request_seconds',
    help: 'Time to a whole answer, by API; without streams, which have no time of their own, and without waits',
    labelNames: ['api'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const apis = new Map<string, string>();
  const apiOf = (route: string): string => {
    const known = apis.get(route) ?? apiOfRoute(route);
    apis.set(route, known);
    return known;
  };
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const api = apiOf(route);
    requests.inc({ api, method: request.method, route, status: reply.statusCode });
    if (!lasts(route, reply.getHeader('content-type'))) seconds.observe({ api }, reply.elapsedTime / 1_000);
    done();
  });
}

function apiOfRoute(route: string): string {
  return APIS.find(([prefix]) => route === prefix || route.startsWith(`${prefix}/`))?.[1] ?? 'operations';
}

function lasts(route: string, type: unknown): boolean {
  if (route.endsWith('/wait')) return true;
  return typeof type === 'string' && /^(text\/event-stream|application\/x-ndjson)/.test(type);
}

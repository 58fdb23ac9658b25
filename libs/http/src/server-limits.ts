import type { FastifyServerOptions } from 'fastify';

/** What a server bears; times in milliseconds. */
export interface ServerLimits {
  /** Within so long the head of a request has come, counted from the opening of the connection or its first byte. */
  readonly headers: number;
  /** Within so long all of a request has come. An answer may take longer. */
  readonly request: number;
  /** A connection on which nothing moves for so long is closed, unless its answer is a stream or a wait. */
  readonly idle: number;
  /** For so long a connection is kept for the next request. */
  readonly keepAlive: number;
  readonly headerBytes: number;
  /** Open at once; others are closed as they come. */
  readonly connections: number;
  /** Open at once of one network: see `boundConnections`; 0 is no limit. */
  readonly connectionsPerNetwork: number;
  /** Addresses or networks whose `X-Forwarded-For` says who calls; without one, the peer of the connection does. */
  readonly trustedProxies: readonly string[];
}

export const SERVER_LIMITS: ServerLimits = {
  headers: 15_000,
  request: 30_000,
  idle: 15_000,
  // Longer than load balancers keep theirs, which else send a request into a connection that is being closed.
  keepAlive: 72_000,
  headerBytes: 16 * 1024,
  connections: 10_000,
  connectionsPerNetwork: 1_000,
  trustedProxies: [],
};

/** The first two limits are looked at so often: so much later at most, a connection is closed. */
const LATEST_CHECK_MS = 2_000;

/** The same for Fastify's making. A bound on the requests of one connection would save nothing and cost reconnects. */
export function limitedBy(limits: ServerLimits) {
  return {
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionTimeout: limits.idle,
    trustProxy: limits.trustedProxies.length === 0 ? false : [...limits.trustedProxies],
    http: {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      connectionsCheckingInterval: Math.min(limits.headers / 8, LATEST_CHECK_MS),
      maxHeaderSize: limits.headerBytes,
    },
  } satisfies FastifyServerOptions & { readonly http: object };
}

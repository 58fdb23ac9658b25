import { isIP } from 'node:net';
import { type CallerLimits, SERVER_LIMITS, type ServerLimits } from '@countersign/http';
import type { EnvironmentReader } from './environment-reader';

/** What this gateway bears; 0 is no limit where a number of requests or streams is meant. */
export interface LimitSettings {
  readonly server: ServerLimits;
  readonly callers: CallerLimits;
  /** Credentials that do not count, a minute of one address. */
  readonly failedCredentials: number;
}

export function readLimits(read: EnvironmentReader): LimitSettings {
  const server = {
    headers: read.milliseconds('HEADERS_TIMEOUT_MS', SERVER_LIMITS.headers, 100),
    request: read.milliseconds('REQUEST_TIMEOUT_MS', SERVER_LIMITS.request, 100),
    idle: read.milliseconds('IDLE_TIMEOUT_MS', SERVER_LIMITS.idle, 1_000),
    keepAlive: read.milliseconds('KEEP_ALIVE_MS', SERVER_LIMITS.keepAlive, 100),
    headerBytes: read.wholeNumber('MAX_HEADER_BYTES', SERVER_LIMITS.headerBytes, 4_096),
    connections: read.wholeNumber('MAX_CONNECTIONS', SERVER_LIMITS.connections, 10),
    connectionsPerNetwork: read.wholeNumber(
      'MAX_CONNECTIONS_PER_NETWORK',
      SERVER_LIMITS.connectionsPerNetwork,
      0,
    ),
    trustedProxies: trustedProxies(read),
  };
  if (server.request < server.headers)
    read.problems.push(
      `REQUEST_TIMEOUT_MS=${server.request}: expected at least HEADERS_TIMEOUT_MS, which is ${server.headers}`,
    );
  return {
    server,
    callers: {
      principal: read.wholeNumber('RATE_LIMIT_PRINCIPAL', 1_200, 0),
      workspace: read.wholeNumber('RATE_LIMIT_WORKSPACE', 12_000, 0),
      streams: read.wholeNumber('STREAMS_PER_PRINCIPAL', 10, 0),
      allStreams: read.wholeNumber('STREAMS_PER_GATEWAY', 2_000, 0),
      exports: read.wholeNumber('EXPORTS_PER_WORKSPACE', 2, 0),
    },
    failedCredentials: read.wholeNumber('RATE_LIMIT_FAILED', 60, 0),
  };
}

function trustedProxies(read: EnvironmentReader): readonly string[] {
  const value = read.text('TRUSTED_PROXIES');
  const proxies = (value ?? '').split(',').map((proxy) => proxy.trim());
  if (value === null) return [];
  if (!proxies.every(isNetwork))
    read.problems.push(
      `TRUSTED_PROXIES=${value}: expected addresses or networks such as 10.0.0.0/8, by commas`,
    );
  return proxies;
}

/** Not one of all addresses: then everybody would say where he is. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

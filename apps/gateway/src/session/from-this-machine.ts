import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What proxies and tunnels add to what they pass on, beside `X-Forwarded-*`. */
const OF_PROXIES = ['forwarded', 'via', 'x-real-ip'];

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/**
 * Whether a program on this machine asks, and not somebody elsewhere through a proxy that says so. A proxy or tunnel on
 * this machine that adds no header cannot be told from a browser on it.
 */
export function isFromThisMachine({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
  const peer = raw.socket.remoteAddress ?? '';
  const version = isIP(peer);
  if (version === 0 || !LOOPBACK.check(peer, version === 4 ? 'ipv4' : 'ipv6')) return false;
  return !Object.keys(headers).some((name) => OF_PROXIES.includes(name) || name.startsWith('x-forwarded-'));
}

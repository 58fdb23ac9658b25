import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * The network of a caller: an IPv4 address, or the first 64 bits of an IPv6 address, of which one host has them all.
 * Proxies may say the port with it, and brackets around it. What they say and is no address counts for nothing: the
 * peer of the connection does then.
 */
export function networkOf(said: string, peer: string = said): string {
  const address = addressIn(said) ?? peer;
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%', 1).join('').split('::');
  const first = head.split(':').filter((group) => group !== '');
  const last = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Where a request comes from, as far as the proxies that are trusted say it. */
export const networkOfCaller = ({ ip, socket }: Caller): string => networkOf(ip, socket.remoteAddress);

export interface Caller {
  readonly ip: string;
  readonly socket: Pick<FastifyRequest['socket'], 'remoteAddress'>;
}

function addressIn(said: string): string | null {
  if (isIP(said) !== 0) return said;
  const [, bracketed = ''] = /^\[([^\]]+)\](?::\d+)?$/.exec(said) ?? [];
  if (isIPv6(bracketed)) return bracketed;
  const [, before = ''] = /^([\d.]+):\d+$/.exec(said) ?? [];
  return isIPv4(before) ? before : null;
}

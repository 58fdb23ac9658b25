import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import { networkOf } from './network-of';

/** Of one network; 0 is no limit. */
interface ConnectionLimits {
  readonly connectionsPerNetwork: number;
  /** They bring the connections of many. */
  readonly trustedProxies: readonly string[];
}

/**
 * Closes connections as they come where one network has too many open, so that no host takes all of them. Not of
 * trusted proxies, nor of this machine, on which one may stand too.
 */
export function boundConnections(server: Pick<Server, 'on'>, limits: ConnectionLimits): void {
  const { connectionsPerNetwork: most, trustedProxies } = limits;
  if (most === 0) return;
  const exempt = exemptFrom(trustedProxies);
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address } = socket;
    if (address === undefined || isAmong(exempt, address)) return;
    const network = networkOf(address);
    const before = open.get(network) ?? 0;
    if (before >= most) return void socket.destroy();
    open.set(network, before + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 0) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}

function exemptFrom(trustedProxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of ['127.0.0.0/8', '::1', ...trustedProxies]) {
    const [address = '', bits] = network.split('/');
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** An IPv4 address in IPv6 is one of IPv4 to the list too. */
const isAmong = (list: BlockList, address: string): boolean => list.check(address, familyOf(address));

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

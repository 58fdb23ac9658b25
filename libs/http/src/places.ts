import { createHmac, randomBytes } from 'node:crypto';
import { networkOf } from './network-of';

/** So many networks are told apart; those that share a place share a limit. It bounds the memory. */
const PLACES = 16_384;

/** The place of an address: by a key of this process, so that nobody chooses an address to share another's place. */
export function placing(): (address: string) => number {
  const key = randomBytes(32);
  return (address) => createHmac('sha256', key).update(networkOf(address)).digest().readUInt32BE() % PLACES;
}

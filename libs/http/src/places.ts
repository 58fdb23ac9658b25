import { createHmac, randomBytes } from 'node:crypto';

/** So many networks are told apart; those that share a place share a limit. It bounds the memory. */
const PLACES = 16_384;

/** The place of a network: by a key of this process, so that nobody chooses one to share another's place. */
export function placing(): (network: string) => number {
  const key = randomBytes(32);
  return (network) => createHmac('sha256', key).update(network).digest().readUInt32BE() % PLACES;
}

export { decodeMemoryEvent, encodeMemoryEvent } from './codec';
export { decideMemory } from './decide';
export { evolveMemory } from './evolve';
export type * from './memory';

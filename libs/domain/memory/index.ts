export { auditMemory } from './auditing';
export { decodeMemoryEvent, encodeMemoryEvent } from './codec';
export { decideMemory, workspaceOf } from './decide';
export { memoryIdOf, runIdOf } from './derived-ids';
export { evolveMemory } from './evolve';
export type * from './memory';
export { toldMemoryEvent } from './told';

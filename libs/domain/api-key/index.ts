export type * from './api-key';
export { decideApiKeys, standingOf } from './decide';
export { evolveApiKeys, NO_API_KEYS } from './evolve';
export { principalOf } from './key-principal';

export type * from './api-key';
export { auditApiKeys } from './auditing';
export { auditKeyUse, keyUseOf, type StandingKeys } from './auditing-use';
export { decodeApiKeyEvent, encodeApiKeyEvent } from './codec';
export { decideApiKeys } from './decide';
export { evolveAllApiKeys, evolveApiKeys, NO_API_KEYS } from './evolve';
export { principalOf } from './key-principal';
export { type KeyStanding, standingOf } from './standing';
export { toldApiKeyEvent } from './told';

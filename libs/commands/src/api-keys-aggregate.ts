import {
  decideApiKeys,
  decodeApiKeyEvent,
  encodeApiKeyEvent,
  evolveAllApiKeys,
  evolveApiKeys,
  NO_API_KEYS,
  type ApiKeyCommand,
  type ApiKeyEvent,
  type ApiKeyRefusal,
  type ApiKeysState,
} from '@countersign/api-key';
import type { Aggregate } from './folded';

/** With its groups and names, of which the domain bounds the length. */
const BYTES_A_KEY = 4096;
export const sizeOfApiKeys = ({ keys }: ApiKeysState): number => keys.size * BYTES_A_KEY;

export const apiKeys: Aggregate<ApiKeyCommand, ApiKeyEvent, ApiKeysState, ApiKeyRefusal> = {
  initial: NO_API_KEYS,
  decide: decideApiKeys,
  evolve: evolveApiKeys,
  evolveAll: evolveAllApiKeys,
  sizeOf: sizeOfApiKeys,
  encode: encodeApiKeyEvent,
  decode: decodeApiKeyEvent,
  refusals: { mismatch: { code: 'idempotency-mismatch' }, conflict: { code: 'conflict' } },
  // One stream for the whole life of a workspace: it is nearly always there.
  starts: () => false,
};

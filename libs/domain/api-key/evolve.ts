import type { Person, PersonalName } from '@countersign/review';
import type { ApiKey, ApiKeyEvent, ApiKeyIssued, ApiKeyRevoked, ApiKeysState } from './api-key';
import { isPast, MOST_KEPT } from './kept';

export const NO_API_KEYS: ApiKeysState = { keys: new Map(), revision: -1, updatedAt: 0 };

const NAMELESS: PersonalName = { name: '', email: '', slackId: '' };

/**
 * Folds one recorded fact into the keys of a workspace. Throws for a history that no sequence of accepted commands can
 * have written, and for nothing else.
 */
export function evolveApiKeys(state: ApiKeysState, event: ApiKeyEvent): ApiKeysState {
  return evolveAllApiKeys(state, [event]);
}

/** The same for many, one after another, of which each would copy all keys. */
export function evolveAllApiKeys(state: ApiKeysState, events: readonly ApiKeyEvent[]): ApiKeysState {
  const keys = new Map(state.keys);
  for (const event of events) {
    keys.set(event.key, keyAfter(keys.get(event.key), event));
    if (keys.size > MOST_KEPT) forgetOldest(keys, event.at);
  }
  const revision = state.revision + events.length;
  return { keys, revision, updatedAt: events.at(-1)?.at ?? state.updatedAt };
}

/** Of those that count no more whatever the clock, which is as if there were no such key. */
function forgetOldest(keys: Map<string, ApiKey>, at: number): void {
  for (const [id, key] of keys) {
    if (!isPast(key, at)) continue;
    keys.delete(id);
    return;
  }
}

function keyAfter(known: ApiKey | undefined, event: ApiKeyEvent): ApiKey {
  switch (event.type) {
    case 'ApiKeyIssued':
      if (known !== undefined) throw corrupt(event);
      return keyOf(event);
    case 'ApiKeyRevoked':
      if (known?.revoked !== null) throw corrupt(event);
      return { ...known, revoked: { at: event.at, by: personOf(event) } };
  }
}

function keyOf(event: ApiKeyIssued): ApiKey {
  const { key: id, digest, holder, scopes, at, expiresAt, personal } = event;
  return {
    id,
    digest,
    name: personal?.name ?? '',
    holder,
    holderName: personal?.holder ?? NAMELESS,
    scopes,
    issuedAt: at,
    issuedBy: personOf(event),
    expiresAt,
    revoked: null,
  };
}

function personOf({ by, personal }: ApiKeyEvent): Person {
  return { id: by.id, ...(personal?.by ?? NAMELESS) };
}

function corrupt({ type, key }: ApiKeyIssued | ApiKeyRevoked): Error {
  return new Error(`corrupt history: ${type} of the key ${key}`);
}

import { actorOf, barredFrom, nameOf } from '@countersign/review';
import type {
  ApiKeyCommand,
  ApiKeyDecideResult,
  ApiKeyEvent,
  ApiKeyRefusal,
  ApiKeysState,
  IssueApiKey,
  RevokeApiKey,
} from './api-key';
import { isPast, MOST_KEPT } from './kept';
import { standingOf } from './standing';
import { problemOf } from './validity';

/** In force at once: each gateway keeps the keys of the workspaces that it serves. */
const MOST_KEYS = 1_000;

/** Who may give a credential to whom (the design's *Common*). Pure and total. */
export function decideApiKeys(command: ApiKeyCommand, state: ApiKeysState): ApiKeyDecideResult {
  const bar = barredFrom('manageKeys', command.actor);
  if (bar !== null) return refused({ code: bar });
  switch (command.kind) {
    case 'IssueApiKey':
      return issue(command, state);
    case 'RevokeApiKey':
      return revoke(command, state);
  }
}

function issue(command: IssueApiKey, state: ApiKeysState): ApiKeyDecideResult {
  const { actor, key, digest, name, holder, holderName, scopes, expiresAt } = command;
  if (state.keys.has(key)) return refused({ code: 'idempotency-mismatch' });
  const reason = problemOf(command);
  if (reason !== null) return refused({ code: 'invalid-api-key', reason });
  const told = toldBy(command, state);
  const keys = [...state.keys.values()];
  const inForce = keys.filter((one) => standingOf(one, told.at) === 'in-force').length;
  if (inForce >= MOST_KEYS) return refused({ code: 'too-many-api-keys', limit: MOST_KEYS });
  // Those that ended a moment ago are not forgotten yet.
  const kept = keys.filter((one) => !isPast(one, told.at)).length;
  if (kept >= MOST_KEPT) return refused({ code: 'too-many-api-keys', limit: MOST_KEPT });
  const personal = { by: nameOf(actor), name, holder: holderName };
  return accepted({ ...told, type: 'ApiKeyIssued', digest, holder, scopes, expiresAt, personal });
}

function revoke(command: RevokeApiKey, state: ApiKeysState): ApiKeyDecideResult {
  const key = state.keys.get(command.key);
  if (key === undefined) return refused({ code: 'not-found' });
  if (key.revoked !== null) return { kind: 'accepted', events: [] };
  const personal = { by: nameOf(command.actor) };
  return accepted({ ...toldBy(command, state), type: 'ApiKeyRevoked', personal });
}

/** What both events say. */
function toldBy({ at, actor, key }: ApiKeyCommand, state: ApiKeysState) {
  return { at: Math.max(at, state.updatedAt), by: actorOf(actor), workspace: actor.workspace, key };
}

function accepted(event: ApiKeyEvent): ApiKeyDecideResult {
  return { kind: 'accepted', events: [event] };
}

function refused(refusal: ApiKeyRefusal): ApiKeyDecideResult {
  return { kind: 'refused', refusal };
}

/**
 * API keys: credentials that an administrator gives to a principal of his workspace, all of a workspace in one stream.
 * Their commands, events and state, as types only. A key itself is never here, only its digest.
 *
 * Times are UTC milliseconds. Events are the storage format: their names and fields are added to, never edited.
 */
import type { Actor, Person, PersonalName, Principal, Role, Scope } from '@countersign/review';

/** Whom a key stands for. An administrator's `groups` need not hold `admin`. */
export interface KeyHolder {
  readonly id: string;
  readonly kind: Principal['kind'];
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
  /** The human for whom an agent asks; null: for whoever issues its key. */
  readonly onBehalfOf: string | null;
}

/** What a key is kept as: HMAC-SHA-256 under a secret of the installation, hex, and which secret that was. */
export interface KeyDigest {
  readonly secret: string;
  readonly value: string;
}

interface CommandOf<Kind extends string> {
  readonly kind: Kind;
  /** When the command was received. */
  readonly at: number;
  readonly actor: Principal;
  /** UUID. */
  readonly key: string;
}

export interface IssueApiKey extends CommandOf<'IssueApiKey'> {
  readonly digest: KeyDigest;
  /** What it is for, for people. */
  readonly name: string;
  readonly holder: KeyHolder;
  readonly holderName: PersonalName;
  /** Beside reading what its holder sees. */
  readonly scopes: readonly Scope[];
  readonly expiresAt: number;
}
/** Repeated, it changes nothing. */
export type RevokeApiKey = CommandOf<'RevokeApiKey'>;
export type ApiKeyCommand = IssueApiKey | RevokeApiKey;

export interface ApiKeyIssued {
  readonly type: 'ApiKeyIssued';
  readonly at: number;
  readonly by: Actor;
  readonly workspace: string;
  readonly key: string;
  readonly digest: KeyDigest;
  readonly holder: KeyHolder;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number;
  /** Null once sealed; the key works without it. */
  readonly personal: {
    readonly by: PersonalName;
    readonly name: string;
    readonly holder: PersonalName;
  } | null;
}
export interface ApiKeyRevoked {
  readonly type: 'ApiKeyRevoked';
  readonly at: number;
  readonly by: Actor;
  readonly workspace: string;
  readonly key: string;
  readonly personal: { readonly by: PersonalName } | null;
}
export type ApiKeyEvent = ApiKeyIssued | ApiKeyRevoked;

export interface ApiKey {
  readonly id: string;
  readonly digest: KeyDigest;
  readonly name: string;
  readonly holder: KeyHolder;
  readonly holderName: PersonalName;
  readonly scopes: readonly Scope[];
  readonly issuedAt: number;
  readonly issuedBy: Person;
  readonly expiresAt: number;
  /** Null while it was not revoked. */
  readonly revoked: { readonly at: number; readonly by: Person } | null;
}

/** The keys of one workspace: all that are in force or ended within the last day, and of the others the newest. */
export interface ApiKeysState {
  /** By id, in the order in which they were issued. */
  readonly keys: ReadonlyMap<string, ApiKey>;
  /** The stream's: number of events less one, so -1 before the first. */
  readonly revision: number;
  /** Time of the last event, 0 before the first; times in a stream never run backwards. */
  readonly updatedAt: number;
}

/** The system's no. A refusal records nothing. Texts for people are the dialects' own, but for `reason`. */
export type ApiKeyRefusal =
  | { readonly code: 'agents-cannot-decide' }
  | { readonly code: 'not-eligible' }
  | { readonly code: 'insufficient-scope' }
  /** Nothing to revoke. */
  | { readonly code: 'not-found' }
  /** `reason` is a sentence for people. */
  | { readonly code: 'invalid-api-key'; readonly reason: string }
  | { readonly code: 'too-many-api-keys'; readonly limit: number }
  /** Same command id, other content. */
  | { readonly code: 'idempotency-mismatch' }
  /** Lost races on the stream, and no try or no time left; made by the command handler. */
  | { readonly code: 'conflict' };

export type ApiKeyDecideResult =
  | { readonly kind: 'accepted'; readonly events: readonly ApiKeyEvent[] }
  | { readonly kind: 'refused'; readonly refusal: ApiKeyRefusal };

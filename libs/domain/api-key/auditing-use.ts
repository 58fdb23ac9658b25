import { type Actor, type Breach, breach, type Scope, timeOf, unless } from '@countersign/review';
import type { ApiKey, ApiKeysState } from './api-key';

/*
 * What a key may be used for, said once more and in other words than where callers are let in.
 */

const BY_KEY = 'key:';
/** A gateway goes by what it has read of the keys, some seconds late; by the store's clock this is past all doubt. */
const SLACK_MS = 60_000;

/** A fact that was recorded with a key. */
export interface KeyUse {
  readonly type: string;
  readonly by: Actor;
  /** Of a claim: by which right. */
  readonly right: string | null;
  /** By the store's clock. */
  readonly created: number;
}

/** What the keys of the workspace had come to where the fact stands in the log. */
export interface StandingKeys {
  readonly state: ApiKeysState;
  /** When the store took the revocation of which key. */
  readonly revoked: ReadonlyMap<string, number>;
}

/** The use of a key that an event tells of; null where it was done with another credential, or by nobody. */
export function keyUseOf(event: object & { readonly type: string }, created: number): KeyUse | null {
  if (!('by' in event) || typeof event.by !== 'object') return null;
  const by = event.by as Actor;
  if (!by.credential.startsWith(BY_KEY)) return null;
  const right = 'right' in event && typeof event.right === 'string' ? event.right : null;
  return { type: event.type, by, right, created };
}

/** Holds a fact against the key that it names: that there was one, whose it is, what for, and for how long. */
export function auditKeyUse(use: KeyUse, { state, revoked }: StandingKeys): readonly Breach[] {
  const id = use.by.credential.slice(BY_KEY.length);
  const key = state.keys.get(id);
  if (key === undefined) return [breach('unknown-key', `There was no key ${id} that could count.`)];
  const end = Math.min(revoked.get(id) ?? Infinity, key.expiresAt);
  return [
    ...auditHolder(use.by, key),
    ...unless(
      isWithin(use, key.scopes),
      'beyond-scope',
      `The key ${id} is for ${key.scopes.join(', ') || 'reading'}, and not for ${use.type}.`,
    ),
    ...unless(
      use.created <= end + SLACK_MS,
      'key-ended',
      `The key ${id} ended at ${timeOf(end)}, and the store took this at ${timeOf(use.created)}.`,
    ),
  ];
}

/** Whom the fact names is whom the key stands for; an agent that asks for nobody asks for whoever issued its key. */
function auditHolder(by: Actor, { id, holder, issuedBy }: ApiKey): readonly Breach[] {
  const isAdmin = holder.roles.includes('admin');
  const groups = holder.groups.filter((group) => group !== 'admin');
  const wanted = {
    id: holder.id,
    kind: holder.kind,
    groups: isAdmin ? [...groups, 'admin'] : groups,
    roles: holder.roles,
    onBehalfOf: holder.kind === 'agent' ? (holder.onBehalfOf ?? issuedBy.id) : holder.onBehalfOf,
    issuer: 'countersign:api-key',
  };
  const [other] = Object.entries(wanted).filter(
    ([name, value]) => said(by[name as keyof typeof wanted]) !== said(value),
  );
  if (other === undefined) return [];
  const [name, value] = other;
  return [
    breach(
      'wrong-key-holder',
      `Its ${name} is ${said(by[name as keyof typeof wanted])}, and that of the key ${id} ${said(value)}.`,
    ),
  ];
}

/** Of a list it counts what is in it, and not in which order. */
function said(value: string | null | readonly string[]): string {
  return JSON.stringify(Array.isArray(value) ? [...new Set<string>(value as string[])].sort() : value);
}

/** Any one of them is needed. */
const SCOPES: Readonly<Record<string, readonly Scope[]>> = {
  ReviewRequested: ['ask'],
  ReviewWithdrawn: ['ask'],
  ApprovalGiven: ['decide'],
  RejectionGiven: ['decide'],
  RevocationGiven: ['decide'],
  ReviewForced: ['decide'],
  AssigneeChanged: ['administer'],
  ExecutionClaimed: ['ask', 'execute'],
  ExecutionReported: ['ask', 'execute'],
  ExecutionReconciled: ['decide'],
  MemoryForgotten: ['decide'],
  RuleSet: ['administer'],
  RuleDeleted: ['administer'],
};

function isWithin({ type, right }: KeyUse, scopes: readonly Scope[]): boolean {
  const wanted = right === 'scope' ? (['execute'] as const) : (SCOPES[type] ?? []);
  return wanted.some((scope) => scopes.includes(scope));
}

import type { Principal, Role, Scope } from './review';

interface ActionTerms {
  /** In words, to be read after "may". */
  readonly about: string;
  /** Of an API key: any one of these is needed. Null: every key will do; empty: none will. */
  readonly scopes: readonly Scope[] | null;
  /** `own`: with requests of their own only. */
  readonly agents: 'may' | 'own' | 'never';
  /** Any one of these is needed. Null: what the caller has to do with the thing itself decides. */
  readonly roles: readonly Role[] | null;
  /** Whether those may who have the role `auditor` and neither `reviewer` nor `admin`. */
  readonly auditors: boolean;
}

/**
 * Everything that can be wanted of the product, and who may want it at all: the one source of the deciders' first
 * checks, of the page `docs/permissions.md`, and of the tests that try every operation as every kind of caller. What a
 * caller has to do with the very review (its slots, its requester, its status) is checked beside it and can only refuse
 * more.
 */
export const ACTIONS = {
  read: terms('read what he sees: reviews, their history, the stream, memories, the rules'),
  oversee: terms('read what concerns the whole workspace', { roles: ['admin', 'auditor'] }),
  ask: terms('ask for a review', { scopes: ['ask'], auditors: false }),
  withdraw: terms('withdraw a request of his own', { scopes: ['ask'], auditors: false }),
  approve: terms('approve', { scopes: ['decide'], agents: 'never', auditors: false }),
  deny: terms('reject or revoke', { scopes: ['decide'], agents: 'own', auditors: false }),
  reconcile: terms('say what became of an unknown execution', {
    scopes: ['decide'],
    agents: 'never',
    auditors: false,
  }),
  execute: terms('claim what was approved, and report', { scopes: ['ask', 'execute'], auditors: false }),
  forget: terms('have a memory forgotten', {
    scopes: ['decide'],
    agents: 'never',
    roles: ['reviewer', 'admin'],
    auditors: false,
  }),
  reassign: terms('reassign a review', { scopes: ['administer'], agents: 'never', roles: ['admin'] }),
  manageRules: terms('set and delete rules', { scopes: ['administer'], agents: 'never', roles: ['admin'] }),
  /** A key that could issue keys would outlive its own end. */
  manageKeys: terms('issue and revoke API keys', { scopes: [], agents: 'never', roles: ['admin'] }),
} as const satisfies Readonly<Record<string, ActionTerms>>;

export type Action = keyof typeof ACTIONS;

function terms(about: string, given: Partial<ActionTerms> = {}): ActionTerms {
  return { about, scopes: null, agents: 'may', roles: null, auditors: true, ...given };
}

/** Why somebody may not want something at all. */
export type Bar = 'agents-cannot-decide' | 'not-eligible' | 'insufficient-scope';

/**
 * Why a principal may not do it, whatever it is about; null where nothing of the kind keeps him from it. `isOwn`: it is
 * about a request of his own.
 */
export function barredFrom(action: Action, principal: Principal, isOwn = false): Bar | null {
  const { scopes, agents, roles, auditors }: ActionTerms = ACTIONS[action];
  if (principal.kind === 'agent' && agents !== 'may' && !(agents === 'own' && isOwn)) {
    return 'agents-cannot-decide';
  }
  if (roles !== null && !roles.some((role) => principal.roles.includes(role))) return 'not-eligible';
  if (!auditors && isAuditorOnly(principal)) return 'not-eligible';
  return scopes === null || mayUse(principal, scopes) ? null : 'insufficient-scope';
}

/** Whether the credential was given for any of these; what is not restricted was given for everything. */
export function mayUse({ restrictedTo }: Principal, scopes: readonly Scope[]): boolean {
  return restrictedTo === null || scopes.some((scope) => restrictedTo.includes(scope));
}

/** Auditors read and change nothing. */
function isAuditorOnly({ roles }: Principal): boolean {
  return roles.includes('auditor') && !roles.includes('admin') && !roles.includes('reviewer');
}

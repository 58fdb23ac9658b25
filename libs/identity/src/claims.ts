import type { Principal, Role } from '@countersign/review';
import type { JWTPayload } from 'jose';

const ROLES: readonly Role[] = ['admin', 'reviewer', 'auditor'];
const SCOPES = ['execute'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Reads a verified token's claims: `sub`, `name`, `email`, `slack_id`, `groups`, `roles`, `workspace`,
 * `kind` (`agent`), `on_behalf_of`, `scope` (RFC 9068, words). With `act` (RFC 8693) the actor is an agent that asks for the subject, without any
 * of the subject's groups and roles. Role `admin` is also membership of the group `admin`.
 *
 * @returns the principal, or in words what is missing
 */
export function principalFrom(claims: JWTPayload, isPrimaryIssuer: boolean): Principal | string {
  const { sub, iss, jti } = claims;
  if (typeof sub !== 'string' || sub === '') return 'the token has no subject';
  const workspace = claims['workspace'];
  if (typeof workspace !== 'string' || !UUID.test(workspace)) return 'the token names no workspace (a uuid)';

  const issuer = iss ?? '';
  const roles = ROLES.filter((role) => texts(claims['roles']).includes(role));
  const groups = new Set(texts(claims['groups']).filter((group) => group !== 'admin'));
  if (roles.includes('admin')) groups.add('admin');
  const delegated = actorOf(claims['act']);
  if (delegated === '') return 'the token names no actor in its `act` claim';
  if (delegated !== null)
    return delegatedAgent(claims, delegated, { sub, issuer, workspace, isPrimaryIssuer });
  const isAgent = claims['kind'] === 'agent';

  return {
    id: isPrimaryIssuer ? sub : `${issuer}|${sub}`,
    issuer,
    name: text(claims['name']),
    email: text(claims['email']),
    slackId: text(claims['slack_id']),
    kind: isAgent ? 'agent' : 'human',
    groups: [...groups],
    roles,
    workspace: workspace.toLowerCase(),
    onBehalfOf: text(claims['on_behalf_of']) || null,
    credential: credentialName(jti),
    scopes: scopesIn(claims),
    restrictedTo: null,
  };
}

/** The innermost fact of RFC 8693: who acts now. Null without the claim, empty where it names nobody. */
function actorOf(act: unknown): string | null {
  if (act === undefined) return null;
  return act !== null && typeof act === 'object' && 'sub' in act ? text(act.sub) : '';
}

function delegatedAgent(
  claims: JWTPayload,
  actor: string,
  given: { sub: string; issuer: string; workspace: string; isPrimaryIssuer: boolean },
): Principal {
  const idOf = (sub: string): string => (given.isPrimaryIssuer ? sub : `${given.issuer}|${sub}`);
  return {
    id: idOf(actor),
    issuer: given.issuer,
    name: actor,
    email: '',
    slackId: '',
    kind: 'agent',
    groups: [],
    roles: [],
    workspace: given.workspace.toLowerCase(),
    onBehalfOf: idOf(given.sub),
    credential: credentialName(claims.jti),
    scopes: scopesIn(claims),
    restrictedTo: null,
  };
}

const credentialName = (jti: unknown): string => (typeof jti === 'string' ? `jwt:${jti}` : 'jwt');

/** Of all that a token may be scoped to, what means something here. */
function scopesIn(claims: JWTPayload): readonly string[] {
  return SCOPES.filter((scope) => text(claims['scope']).split(' ').includes(scope));
}

function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : '';
}

function texts(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((entry): entry is string => typeof entry === 'string') : [];
}

import type { Principal, Role } from '@countersign/review';
import type { JWTPayload } from 'jose';
import { type ClaimMapping, claimOf, UnusableClaim, valueAt } from './claim-mapping';
import { optionalTextIn, scopesIn, shownTextIn, textIn, wordsIn } from './claim-readers';
import type { TokenRules } from './trusted-issuer';
import { isUuid } from './uuid';

const ROLES: readonly Role[] = ['admin', 'reviewer', 'auditor'];
/** Of all that a token may be scoped to, what means something here. */
const SCOPES: readonly string[] = ['execute'];

interface Origin extends Pick<TokenRules, 'issuer' | 'requiredScope'> {
  readonly claims: ClaimMapping;
  readonly isPrimary: boolean;
}

/**
 * Reads a token's claims by its issuer's mapping, verified or not: whatever anybody can write into them ends in a
 * principal or in words, never in an error. With `act` (RFC 8693) the actor is an agent that asks for
 * the subject, without any of the subject's groups and roles. Role `admin` is also membership of the group `admin`.
 * A claim that decides something and is there in another shape spoils the token, instead of meaning nothing.
 *
 * @returns the principal, or in words what is wrong, without what the token holds
 */
export function principalFrom(claims: JWTPayload, origin: Origin): Principal | string {
  try {
    return principalIn(claims, origin);
  } catch (error) {
    if (error instanceof UnusableClaim) return error.message;
    throw error;
  }
}

function principalIn(claims: JWTPayload, origin: Origin): Principal {
  const { issuer, claims: mapping } = origin;
  requireNothingElsewhere(claims, mapping);
  const at = (place: string): unknown => valueAt(claims, place);
  const subject = idOf(claims.sub, 'sub', origin);
  const scopes = scopesIn(at(mapping.scope), mapping.scope);
  if (origin.requiredScope !== null && !scopes.includes(origin.requiredScope)) {
    throw new UnusableClaim('the token lacks the required scope');
  }
  const common = {
    issuer,
    workspace: workspaceIn(claims, mapping),
    credential: claims.jti === undefined ? 'jwt' : `jwt:${textIn(claims.jti, 'jti')}`,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    restrictedTo: null,
  };
  const roles = rolesIn(claims, mapping);
  const groups = wordsIn(at(mapping.groups), mapping.groups).filter((group) => group !== 'admin');
  if (claims['act'] !== undefined) {
    const actor = actorIn(claims['act'], issuer);
    const id = idOf(actor, 'act.sub', origin);
    const nobody = { email: '', slackId: '', groups: [], roles: [] };
    return { ...common, ...nobody, id, name: actor, kind: 'agent', onBehalfOf: subject };
  }
  const onBehalfOf = at(mapping.onBehalfOf);
  return {
    ...common,
    id: subject,
    name: shownTextIn(at(mapping.name), mapping.name),
    email: shownTextIn(at(mapping.email), mapping.email),
    slackId: shownTextIn(at(mapping.slackId), mapping.slackId),
    kind: kindIn(claims, mapping),
    groups: roles.includes('admin') ? [...groups, 'admin'] : groups,
    roles,
    onBehalfOf:
      optionalTextIn(onBehalfOf, mapping.onBehalfOf) && idOf(onBehalfOf, mapping.onBehalfOf, origin),
  };
}

const FOREIGN = /^https?:\/\/.*\|/is;

/**
 * Who a subject is here. A bar stands for the issuer's end, so no issuer has one in its name; and the primary issuer,
 * whose subjects stand for themselves, has none that reads like somebody of another issuer, configured or not.
 */
function idOf(sub: unknown, claim: string, { issuer, isPrimary }: Origin): string {
  const subject = textIn(sub, claim);
  if (!isPrimary) return `${issuer}|${subject}`;
  if (FOREIGN.test(subject)) throw new UnusableClaim(`${claim} reads like somebody of another issuer`);
  return subject;
}

/** The outermost actor is the one who acts now. */
function actorIn(act: unknown, issuer: string): string {
  if (act === null || typeof act !== 'object' || !('sub' in act)) {
    throw new UnusableClaim('act names no actor');
  }
  if ('iss' in act && act.iss !== issuer) throw new UnusableClaim('act names an actor of another issuer');
  return textIn(act.sub, 'act.sub');
}

function workspaceIn(claims: JWTPayload, { workspace }: ClaimMapping): string {
  if ('always' in workspace) return workspace.always.toLowerCase();
  const uuid = valueAt(claims, workspace.from);
  if (typeof uuid !== 'string' || !isUuid(uuid)) throw new UnusableClaim('the token names no workspace');
  return uuid.toLowerCase();
}

function rolesIn(claims: JWTPayload, { roles }: ClaimMapping): readonly Role[] {
  const words = wordsIn(valueAt(claims, roles.from), roles.from);
  return ROLES.filter((role) => roles[role].some((word) => words.includes(word)));
}

/** A token that leaves out what decides something, because it is to be asked for elsewhere, would seem to say nothing. */
function requireNothingElsewhere(
  claims: JWTPayload,
  { groups, roles, agent, onBehalfOf }: ClaimMapping,
): void {
  const elsewhere = claimsElsewhere(claims);
  for (const place of [groups, roles.from, agent.from, onBehalfOf]) {
    if (elsewhere.includes(claimOf(place))) throw new UnusableClaim(`${place} is not in the token`);
  }
}

/** OpenID Core 5.6.2; and Entra's own way to say it of `groups` where the token has to be short. */
function claimsElsewhere({ _claim_names: names, hasgroups }: JWTPayload): readonly string[] {
  const named = names !== null && typeof names === 'object' ? Object.keys(names) : [];
  return hasgroups === undefined || hasgroups === false ? named : [...named, 'groups'];
}

function kindIn(claims: JWTPayload, { agent }: ClaimMapping): Principal['kind'] {
  const value = valueAt(claims, agent.from);
  if (value === undefined) {
    if (agent.isRequired) throw new UnusableClaim(`${agent.from} is missing`);
    return 'human';
  }
  const word = textIn(value, agent.from);
  if (agent.values.includes(word)) return 'agent';
  if (agent.humans.includes(word)) return 'human';
  throw new UnusableClaim(`${agent.from} is no word for a human or an agent`);
}

import { type ClaimMapping, DEFAULT_CLAIMS, isClaimPlace, type OidcSettings } from '@countersign/identity';
import {
  ADDRESS,
  ALGORITHM,
  ISSUER,
  MOST_TOLERANCE_SECONDS,
  SCOPE_WORD,
  TEXT,
  TOKEN_TYPE,
  WORKSPACE,
} from './identity-words';
import { problemsOfWays } from './provider-addresses';
import { type JsonReader, readJson } from './json-reader';

/** What the file of providers says beside the environment (docs/identity.md). */
export interface IdentityProviders {
  /** What the claims of the primary issuer mean; null: as by default. */
  readonly primaryClaims: ClaimMapping | null;
  readonly further: readonly OidcSettings[];
}

const FIELDS = [
  ...['issuer', 'audience', 'jwksUrl', 'algorithms', 'clockToleranceSeconds'],
  ...['requiredScope', 'tokenType', 'claims'],
];
const CLAIMS = [
  ...['name', 'email', 'slackId', 'groups', 'roles', 'workspace', 'agent', 'onBehalfOf', 'scope'],
];
const PLACE = 'the name of a claim, or a JSON Pointer that begins with /';

/**
 * Reads the text of the file. Adds every mistake to `problems`, with its place after `name`; what is returned then is
 * not to be used.
 */
export function readProviders(
  text: string,
  name: string,
  { problems, primary, isProduction }: { problems: string[]; primary: string; isProduction: boolean },
): IdentityProviders {
  const file = readJson(text, name, problems);
  if (file === null || !file.hasOnly(['primary', 'further'])) return { primaryClaims: null, further: [] };

  const first = file.at('primary');
  const isFirstGiven = !first.isMissing && first.hasOnly(['claims']);
  const seen = new Set([primary]);
  return {
    primaryClaims: isFirstGiven ? claimsIn(first.at('claims')) : null,
    further: file
      .at('further')
      .items()
      .flatMap((item) => providerIn(item, seen, isProduction) ?? []),
  };
}

function providerIn(provider: JsonReader, seen: Set<string>, isProduction: boolean): OidcSettings | null {
  if (!provider.hasOnly(FIELDS)) return null;
  const text = (field: string, { isRight, what }: typeof TEXT): string | null =>
    provider.at(field).optional(isRight, what);
  const issuer = provider.at('issuer').text(ISSUER.isRight, ISSUER.what) ?? '';
  if (seen.has(issuer)) provider.at('issuer').expected('another issuer; this one is there already');
  if (issuer !== '') seen.add(issuer);
  const audience = text('audience', TEXT);
  if (isProduction && provider.at('audience').isMissing) {
    provider.at('audience').expected('one; without it a token made for another service would be accepted');
  }
  const jwksUrl = text('jwksUrl', ADDRESS);
  const ways = problemsOfWays({ issuer, jwksUrl }, isProduction);
  for (const field of ['issuer', 'jwksUrl'] as const) {
    if (ways[field] !== null) provider.at(field).expected(ways[field]);
  }
  const algorithms = provider.at('algorithms');
  const allowed = algorithms.texts(ALGORITHM.isRight, ALGORITHM.what);
  if (!algorithms.isMissing && algorithms.isEmpty) algorithms.expected('at least one algorithm');
  const tolerance = provider.at('clockToleranceSeconds').wholeNumber(0, MOST_TOLERANCE_SECONDS);
  return {
    issuer,
    audience,
    jwksUrl,
    ...(algorithms.isMissing ? {} : { algorithms: allowed }),
    ...(tolerance === null ? {} : { clockToleranceSeconds: tolerance }),
    requiredScope: text('requiredScope', SCOPE_WORD),
    requiresAtJwt: text('tokenType', TOKEN_TYPE) === 'at+jwt',
    claims: claimsIn(provider.at('claims')),
  };
}

function claimsIn(claims: JsonReader): ClaimMapping {
  const defaults = DEFAULT_CLAIMS;
  if (claims.isMissing || !claims.hasOnly(CLAIMS)) return defaults;
  const place = (field: 'name' | 'email' | 'slackId' | 'groups' | 'onBehalfOf' | 'scope'): string =>
    placeIn(claims.at(field), defaults[field]);
  return {
    name: place('name'),
    email: place('email'),
    slackId: place('slackId'),
    groups: place('groups'),
    roles: rolesIn(claims.at('roles')),
    workspace: workspaceIn(claims.at('workspace')),
    agent: agentIn(claims.at('agent')),
    onBehalfOf: place('onBehalfOf'),
    scope: place('scope'),
  };
}

function placeIn(place: JsonReader, fallback: string): string {
  return place.optional((text) => isClaimPlace(text) && TEXT.isRight(text), PLACE) ?? fallback;
}

/** A role that is not named keeps its own word. */
function rolesIn(roles: JsonReader): ClaimMapping['roles'] {
  const defaults = DEFAULT_CLAIMS.roles;
  if (roles.isMissing || !roles.hasOnly(['from', 'admin', 'reviewer', 'auditor'])) return defaults;
  const words = (role: 'admin' | 'reviewer' | 'auditor'): readonly string[] =>
    roles.at(role).isMissing ? defaults[role] : roles.at(role).texts(TEXT.isRight, TEXT.what);
  return {
    from: placeIn(roles.at('from'), defaults.from),
    admin: words('admin'),
    reviewer: words('reviewer'),
    auditor: words('auditor'),
  };
}

function workspaceIn(workspace: JsonReader): ClaimMapping['workspace'] {
  const defaults = DEFAULT_CLAIMS.workspace;
  if (workspace.isMissing || !workspace.hasOnly(['from', 'always'])) return defaults;
  const [from, always] = [workspace.at('from'), workspace.at('always')];
  if (from.isMissing === always.isMissing) {
    workspace.expected('either from or always');
    return defaults;
  }
  if (from.isMissing) return { always: always.text(WORKSPACE.isRight, WORKSPACE.what) ?? '' };
  return { from: placeIn(from, '') };
}

function agentIn(agent: JsonReader): ClaimMapping['agent'] {
  const defaults = DEFAULT_CLAIMS.agent;
  if (agent.isMissing || !agent.hasOnly(['from', 'values', 'humans', 'required'])) return defaults;
  const words = (field: 'values' | 'humans'): readonly string[] =>
    agent.at(field).isMissing ? defaults[field] : agent.at(field).texts(TEXT.isRight, TEXT.what);
  return {
    from: placeIn(agent.at('from'), defaults.from),
    values: words('values'),
    humans: words('humans'),
    isRequired: agent.at('required').flag() ?? defaults.isRequired,
  };
}

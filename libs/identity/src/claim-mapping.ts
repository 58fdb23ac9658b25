import type { Role } from '@countersign/review';

/** Where a claim is: its name, or a JSON Pointer (RFC 6901) into the token's claims where it begins with `/`. */
export type ClaimPlace = string;

/** What an issuer's claims mean here. */
export interface ClaimMapping {
  readonly name: ClaimPlace;
  readonly email: ClaimPlace;
  readonly slackId: ClaimPlace;
  readonly groups: ClaimPlace;
  /** Any of an issuer's words for a role gives it. */
  readonly roles: { readonly from: ClaimPlace } & Readonly<Record<Role, readonly string[]>>;
  /** A uuid in a claim, or one and the same for everybody of this issuer. */
  readonly workspace: { readonly from: ClaimPlace } | { readonly always: string };
  readonly agent: AgentMapping;
  readonly onBehalfOf: ClaimPlace;
  readonly scope: ClaimPlace;
}

/** Who is an agent even without an `act` claim. Only a human may decide, so what is neither word spoils the token. */
export interface AgentMapping {
  readonly from: ClaimPlace;
  readonly values: readonly string[];
  /** The words for a human. */
  readonly humans: readonly string[];
  /** Whether a token that says nothing there is spoilt, instead of being a human's. */
  readonly isRequired: boolean;
}

export const DEFAULT_CLAIMS: ClaimMapping = {
  name: 'name',
  email: 'email',
  slackId: 'slack_id',
  groups: 'groups',
  roles: { from: 'roles', admin: ['admin'], reviewer: ['reviewer'], auditor: ['auditor'] },
  workspace: { from: 'workspace' },
  agent: { from: 'kind', values: ['agent'], humans: ['human', 'user'], isRequired: false },
  onBehalfOf: 'on_behalf_of',
  scope: 'scope',
};

const POINTER = /^(\/([^~/]|~[01])*)+$/;

/** Whether a text can say where a claim is. */
export function isClaimPlace(place: string): boolean {
  return place.startsWith('/') ? POINTER.test(place) : place !== '';
}

/** What is at a place; undefined where the token says nothing there. Throws {@link UnusableClaim} where no object is in the way. */
export function valueAt(claims: object, place: ClaimPlace): unknown {
  let value: unknown = claims;
  for (const key of stepsOf(place)) {
    if (value === null || typeof value !== 'object')
      throw new UnusableClaim(`${place} leads through a value`);
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** The claim in which a place is. */
export function claimOf(place: ClaimPlace): string {
  return stepsOf(place)[0] ?? '';
}

function stepsOf(place: ClaimPlace): readonly string[] {
  if (!place.startsWith('/')) return [place];
  return place
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A claim that is there is not what it should be; the message says which one, and never what it holds. */
export class UnusableClaim extends Error {}

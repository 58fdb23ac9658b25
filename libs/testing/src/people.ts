import type { Principal, Role } from '@countersign/review';

export const WORKSPACE = '6f1c2b9e-0d5b-4c3e-9a51-1f0a3c9d7e10';
export const OTHER_WORKSPACE = '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61';

type Traits = Partial<Omit<Principal, 'id' | 'name' | 'email'>>;

/** A principal with a readable name; an administrator is also a member of `admin`, as a credential makes him. */
export function person(id: string, traits: Traits = {}): Principal {
  const roles: readonly Role[] = traits.roles ?? [];
  const groups = traits.groups ?? [];
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  return {
    id,
    issuer: 'countersign-dev',
    name: `${name} Example`,
    email: `${id}@example.org`,
    slackId: '',
    kind: 'human',
    workspace: WORKSPACE,
    onBehalfOf: null,
    credential: `jwt:${id}`,
    scopes: [],
    restrictedTo: null,
    ...traits,
    roles,
    groups: roles.includes('admin') && !groups.includes('admin') ? [...groups, 'admin'] : groups,
  };
}

/** Asks; no role, no reviewing group. */
export const alice = person('alice', { groups: ['engineering'] });
export const bob = person('bob', { groups: ['banking'], roles: ['reviewer'] });
export const carol = person('carol', { groups: ['security'], roles: ['reviewer'] });
export const dave = person('dave', { roles: ['admin'] });
export const erin = person('erin', { roles: ['auditor'] });
/** Belongs to both reviewing groups. */
export const frank = person('frank', { groups: ['banking', 'security'], roles: ['reviewer'] });
/** May break the glass where the force group is `oncall`. */
export const grace = person('grace', { groups: ['oncall'] });
/** Holds nothing at all. */
export const mallory = person('mallory');
export const agent7 = person('agent-7', { kind: 'agent', onBehalfOf: 'alice', groups: ['agents'] });
/** Administers another workspace. */
export const olga = person('olga', { workspace: OTHER_WORKSPACE, roles: ['admin'], groups: ['banking'] });

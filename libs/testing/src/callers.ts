import { person } from './people';

/** Administers, and belongs to a reviewing group: the one who may approve his own request. */
export const ada = person('ada', { groups: ['banking'], roles: ['admin'] });

/** Reviews, but belongs to no reviewing group. */
export const rita = person('rita', { groups: ['support'], roles: ['reviewer'] });

/** An agent that somebody put into a reviewing group. */
export const robot = person('robot', { kind: 'agent', groups: ['banking'] });

/** Asks for a member of a reviewing group. */
export const agent8 = person('agent-8', { kind: 'agent', onBehalfOf: 'bob', groups: ['agents'] });

/** Runs what was approved. */
export const executor = person('executor', { kind: 'agent', scopes: ['execute'] });

/** May break the glass, and belongs to a reviewing group. */
export const otto = person('otto', { groups: ['security', 'oncall'] });

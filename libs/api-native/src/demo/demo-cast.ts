import type { Principal } from '@countersign/review';

export const PLAYERS = ['alice', 'bob', 'carol', 'dave', 'agent-7'] as const;
export type Player = (typeof PLAYERS)[number];

/**
 * The development principals as members of a workspace: alice asks, bob (banking) and carol (security) review, dave
 * administers, agent-7 asks for alice.
 */
export type DemoCast = (workspace: string) => Promise<Readonly<Record<Player, Principal>>>;

/** Nest token of the {@link DemoCast}; null where there are no development principals. */
export const DEMO_CAST = Symbol('DEMO_CAST');

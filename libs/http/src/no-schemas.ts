import type { FastifyServerOptions } from 'fastify';

/**
 * Dialects read bodies and write answers by themselves, so no route has a schema of Fastify's: its compilers, a hundred
 * modules, are not loaded. A route that brings one all the same ends the start.
 */
export const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => refuse, buildSerializer: () => refuse },
} satisfies FastifyServerOptions['schemaController'];

function refuse(): never {
  throw new Error('a route has a schema of Fastify, which nothing here compiles');
}

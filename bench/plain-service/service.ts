import { randomUUID } from 'node:crypto';
import type { Authenticator } from '@countersign/identity';
import type { Principal } from '@countersign/review';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Database, Page } from './database';
import { isVisible, type Refusal, type ReviewRow } from './review';
import { SCHEMAS } from './schemas';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

interface AskBody {
  readonly session: string;
  readonly kind: string;
  readonly action: string;
  readonly title: string;
  readonly payload: Record<string, unknown>;
  readonly group?: string | null;
  readonly expiresAt?: string | null;
}
interface DecideBody {
  readonly verdict: 'approve' | 'reject';
  readonly note?: string | null;
}

const STATUS: Readonly<Record<Refusal, number>> = {
  'not-found': 404,
  'not-pending': 409,
  expired: 409,
  'agents-cannot-decide': 403,
  'self-approval': 403,
  'not-eligible': 403,
};

/**
 * The same product as many would write it first: one table of reviews changed in place, one audit row a decision in the
 * same transaction, the same tokens.
 */
export function createService(database: Database, authenticator: Authenticator): FastifyInstance {
  const service = Fastify({ genReqId: () => randomUUID(), forceCloseConnections: true });
  service.decorateRequest('principal', null);
  service.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const authentication = await authenticator.authenticate(token);
    if (authentication.kind !== 'principal') return reply.code(401).send({ error: 'unauthenticated' });
    request.principal = authentication.principal;
  });

  service.post<{ Body: AskBody }>('/reviews', { schema: SCHEMAS.ask }, async (request, reply) => {
    const review = newReview(request.body, principalOf(request));
    await database.insert(review);
    return reply.code(201).send(bodyOf(review));
  });

  service.post<{ Params: { id: string }; Body: DecideBody }>(
    '/reviews/:id/decisions',
    { schema: SCHEMAS.decide },
    async (request, reply) => {
      const outcome = await database.decide({
        review: request.params.id,
        principal: principalOf(request),
        verdict: request.body.verdict,
        note: request.body.note ?? null,
        requestId: request.id,
        at: new Date(),
      });
      if (outcome.kind === 'decided') return bodyOf(outcome.review);
      return reply.code(STATUS[outcome.refusal]).send({ error: outcome.refusal });
    },
  );

  service.get<{ Params: { id: string } }>(
    '/reviews/:id',
    { schema: SCHEMAS.find },
    async (request, reply) => {
      const review = await database.find(request.params.id);
      if (review !== undefined && isVisible(review, principalOf(request))) return bodyOf(review);
      return reply.code(404).send({ error: 'not-found' });
    },
  );

  service.get<{ Querystring: Page }>('/reviews', { schema: SCHEMAS.list }, async (request) => {
    const items = await database.list(principalOf(request), request.query);
    return { items: items.map(bodyOf) };
  });

  service.get<{ Querystring: Page }>('/decisions', { schema: SCHEMAS.history }, async (request) =>
    database.history(principalOf(request).workspace, request.query),
  );
  return service;
}

function principalOf(request: { readonly principal: Principal | null }): Principal {
  if (request.principal === null) throw new Error('a route was reached without a principal');
  return request.principal;
}

function newReview(body: AskBody, principal: Principal): ReviewRow {
  const { session, kind, action, title, payload, group, expiresAt } = body;
  return {
    id: randomUUID(),
    workspace: principal.workspace,
    session,
    kind,
    action,
    title,
    payload: JSON.stringify(payload),
    status: 'pending',
    requester: principal.id,
    on_behalf_of: principal.onBehalfOf,
    reviewer_group: group ?? null,
    expires_at: expiresAt ?? null,
    created_at: new Date().toISOString(),
    resolved_by: null,
    resolved_at: null,
    note: null,
  };
}

function bodyOf(row: ReviewRow): object {
  const { id, session, kind, action, title, status, requester, note } = row;
  return {
    id,
    session,
    kind,
    action,
    title,
    payload: JSON.parse(row.payload) as object,
    status,
    requester,
    onBehalfOf: row.on_behalf_of,
    group: row.reviewer_group,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    resolvedBy: row.resolved_by,
    resolvedAt: row.resolved_at,
    note,
  };
}

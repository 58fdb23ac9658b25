import { COUNT_LIMIT } from '@countersign/projections';
import type { FastifyReply } from 'fastify';

/** Says how many there are, and whether that is only more than is counted. */
export function sayTotal(reply: FastifyReply, total: number): void {
  void reply.header('X-Total-Count', String(total));
  sayIfCapped(reply, total);
}

export function sayIfCapped(reply: FastifyReply, total: number): void {
  if (total > COUNT_LIMIT) void reply.header('X-Total-Capped', 'true');
}

/** As an answer's headers, in the document. */
export const TOTAL_CAPPED = {
  'X-Total-Capped': {
    description:
      'The total is not exact: there are more than 10,000, or more had to be looked at to tell than are',
    schema: { type: 'string', enum: ['true'] },
  },
};
export const TOTAL_COUNT = {
  'X-Total-Count': {
    description: 'How many there are; 10,001 where `X-Total-Capped` says that it is not exact',
    schema: { type: 'integer', minimum: 0 },
  },
  ...TOTAL_CAPPED,
};

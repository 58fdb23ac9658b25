import type { Progress } from '@countersign/projections';
import type { FastifyRequest } from 'fastify';
import { Failed } from './failure';

/** A place in the whole log; a decimal string to clients. */
export type Position = Parameters<Progress['waitFor']>[0];

const POSITION = /^\d{1,19}$/;

/** Undefined for what is no position. */
export function positionOf(text: string): Position | undefined {
  return POSITION.test(text) ? (BigInt(text) as Position) : undefined;
}

/** The position in a header, null without one. Throws {@link Failed} for what is no position. */
export function positionHeader(
  { headers }: Pick<FastifyRequest, 'headers'>,
  name: 'X-After-Position' | 'Last-Event-ID',
): Position | null {
  const header = headers[name.toLowerCase()];
  if (header === undefined) return null;
  const position = positionOf(String(header));
  if (position !== undefined) return position;
  const given =
    name === 'Last-Event-ID'
      ? 'an id as an earlier message gave it'
      : 'a position as an earlier answer gave it';
  const problem = { loc: ['header', name], msg: `${name} should be ${given}`, type: 'int_parsing' };
  throw new Failed({ kind: 'invalid', problems: [problem] });
}

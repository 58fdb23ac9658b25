import type { FastifyReply } from 'fastify';
import { COUNT_LIMIT } from '@countersign/projections';
import { sayTotal } from './totals';

function headersOf(total: number): object {
  const headers: Record<string, string> = {};
  const reply = { header: (name: string, value: string) => (headers[name] = value) };
  sayTotal(reply as unknown as FastifyReply, total);
  return headers;
}

describe('a total', () => {
  it.each([0, COUNT_LIMIT])('of %i is exact', (total) =>
    expect(headersOf(total)).toEqual({ 'X-Total-Count': String(total) }),
  );

  it('that was not counted to its end says so', () =>
    expect(headersOf(COUNT_LIMIT + 1)).toEqual({ 'X-Total-Count': '10001', 'X-Total-Capped': 'true' }));
});

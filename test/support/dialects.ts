import type { RawReply } from './raw-request';

export type Dialect = 'access' | 'approvals' | 'outputs' | 'native';

interface FieldProblem {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

const TRACES = /node_modules|\bat [\w.<>]+ \(|\.[jt]s:\d|Error:|SQLITE|FST_ERR|grpc/;

/**
 * What an answer says went wrong, as one text, having made sure that it is said in the dialect's own shape and in
 * nothing else: `{"message"}`, `{"detail"}` with a text or, for 422 alone, a list of `loc`, `msg` and `type`, or a
 * problem (RFC 9457).
 */
export function problemIn(dialect: Dialect, { status, headers, text, json }: RawReply): string {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(headers['content-type']).toMatch(
    dialect === 'native' ? /^application\/problem\+json/ : /^application\/json/,
  );
  expect(headers['x-request-id']).toMatch(/./);
  expect(text).not.toMatch(TRACES);
  if (dialect === 'native') return detailOf(status, json as Problem);
  const key = dialect === 'access' ? 'message' : 'detail';
  expect(Object.keys(json as object)).toEqual([key]);
  const { [key]: said } = json as Record<string, unknown>;
  if (dialect !== 'access' && status === 422) return (said as readonly FieldProblem[]).map(lineOf).join('; ');
  expect(typeof said).toBe('string');
  expect(said).toMatch(/\w+/);
  return said as string;
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

function detailOf(answered: number, { type, title, status, detail }: Problem): string {
  expect(type).toMatch(/^urn:countersign:problem:[a-z-]+$/);
  expect(title).toMatch(/\w+ \w+/);
  expect(status).toBe(answered);
  expect(detail).toMatch(/\w+/);
  return detail;
}

function lineOf(problem: FieldProblem): string {
  expect(Object.keys(problem)).toEqual(['loc', 'msg', 'type']);
  expect(Array.isArray(problem.loc)).toBe(true);
  expect(problem.msg).toMatch(/\w+ \w+/);
  expect(problem.type).toMatch(/^[a-z_-]+$/);
  return `${problem.loc.join('.')}: ${problem.msg}`;
}

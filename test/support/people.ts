import { DEVELOPMENT_PRINCIPALS, openDevelopmentIdentity, type TokenSubject } from '@countersign/identity';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is not JSON. */
  readonly json: unknown;
}

/** Sends a request as somebody. `body` is sent as it is when it is a text, else as JSON. */
export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

/** Somebody with a token, who talks to any gateway that trusts the data folder's key. */
export interface Caller {
  readonly token: string;
  at(url: string): Send;
}

/** Tokens for the development principals and for anybody else, by the key in a gateway's data folder. */
export async function people(dataDir: string): Promise<{
  as(name: 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'agent-7'): Caller;
  /** With a token for a year, or for so many seconds. */
  make(subject: TokenSubject, lifetimeSeconds?: number): Promise<Caller>;
}> {
  const identity = await openDevelopmentIdentity(dataDir);
  const callers = new Map<string, Caller>();
  for (const principal of DEVELOPMENT_PRINCIPALS) {
    callers.set(principal.id, caller(await identity.sign(principal)));
  }
  return {
    as: (name) => callers.get(name) as Caller,
    make: async (subject, lifetimeSeconds) => caller(await identity.sign(subject, lifetimeSeconds)),
  };
}

function caller(token: string): Caller {
  return {
    token,
    at: (url) => (method, path, body, headers) => send(url, token, { method, path, body, headers }),
  };
}

const ANSWERED_WITHIN_MS = 20_000;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

async function send(url: string, token: string, { method, path, body, headers }: Sent): Promise<Reply> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    // Nothing may hang: an answer that does not come is a failure of the test, not a longer test.
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

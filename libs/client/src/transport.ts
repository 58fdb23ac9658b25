import { leash, pause, reasonOf } from './pause.ts';
import { CountersignProblem, CountersignUnavailable, problemIn } from './problem.ts';
import { delayOf, isRetried, RETRY, type Retry, retryAfterMs, type RetryNote } from './retry.ts';
import type { Me } from './wire.ts';

export interface ClientOptions {
  /** Of the gateway, without `/v1`. */
  readonly url: string;
  /** A JWT or an API key, or what gives one: it is asked before every try, so that a token may be renewed meanwhile. */
  readonly token?: string | (() => string | Promise<string>);
  /** Counts only without a token. Without both, a browser sends its cookie. */
  readonly apiKey?: string;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly retry?: Partial<Retry>;
  /**
   * For whom a page acts that has a cookie and cannot read it: what would be done as somebody else who has signed in
   * within another tab is refused (`other-principal`). Asked before every try; null: for whoever is signed in.
   */
  readonly principal?: () => Pick<Me, 'workspace' | 'id'> | null;
  /** Told before something is tried again. */
  readonly onRetry?: (note: RetryNote) => void;
  /** Told of every read that was answered: whether the answer said that the views are behind what was written. */
  readonly onRead?: (isStale: boolean) => void;
}

export interface Wish {
  /** Such as `GET /v1/me`. */
  readonly request: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a write: the same one with every try. Null for reads. */
  readonly key: string | null;
  readonly signal?: AbortSignal | undefined;
  /** How much longer than others this one may take, in milliseconds. */
  readonly patienceMs?: number;
  /** It is no read and has no key: sent once, whatever becomes of the answer. */
  readonly isOnce?: boolean;
}

export interface Answer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

/** What goes over the wire, the same for every operation. */
export interface Transport {
  readonly retry: Retry;
  readonly onRetry: (note: RetryNote) => void;
  /**
   * Sends it until it is answered, as often as {@link Retry} allows: what a repetition may mend is sent again, a write
   * under the same key. Throws {@link CountersignProblem}, {@link CountersignUnavailable}, or the reason of the signal.
   */
  send<Body>(wish: Wish): Promise<Answer<Body>>;
  /** One try, for answers that are read as they come. Throws what `fetch` throws. */
  open(wish: Omit<Wish, 'key'>): Promise<Response>;
}

type Tried<Body> =
  | { readonly kind: 'answered'; readonly answer: Answer<Body> }
  | { readonly kind: 'failed'; readonly error: Error; readonly retryAfterMs: number | null };

export function openTransport(options: ClientOptions): Transport {
  const { fetch = (url, init) => globalThis.fetch(url, init), onRetry = () => undefined, onRead } = options;
  const base = options.url.replace(/\/+$/, '');
  const retry = { ...RETRY, ...options.retry };
  /** Of the last write of this client: what it reads later is not behind it, whichever gateway answers. */
  let position: bigint | null = null;

  async function credentials(): Promise<Record<string, string>> {
    const { token, apiKey } = options;
    if (token !== undefined)
      return { authorization: `Bearer ${typeof token === 'string' ? token : await token()}` };
    return apiKey === undefined ? {} : { 'x-api-key': apiKey };
  }

  /** Who signs in is somebody else by nature; who signs out is not. */
  function expectation(request: string): Record<string, string> {
    const principal = options.principal?.() ?? null;
    if (principal === null || request.startsWith('POST /session')) return {};
    return { 'x-expected-principal': [principal.workspace, principal.id].map(encodeURIComponent).join('/') };
  }

  async function headersOf({ request, headers, body, key }: Wish): Promise<Record<string, string>> {
    return {
      accept: 'application/json, application/problem+json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== null && { 'idempotency-key': key }),
      ...(key === null && position !== null && { 'x-after-position': String(position) }),
      ...expectation(request),
      ...headers,
      ...(await credentials()),
    };
  }

  function go({ request, body }: Wish, headers: Record<string, string>, signal?: AbortSignal) {
    const [method = '', path = ''] = request.split(' ');
    return fetch(`${base}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  }

  async function tryOnce<Body>(wish: Wish): Promise<Tried<Body>> {
    const { signal, request, patienceMs = 0 } = wish;
    const headers = await headersOf(wish);
    const withinMs = retry.attemptMs + patienceMs;
    const held = leash(signal);
    held.after(withinMs, () => new Error(`no answer within ${withinMs} ms`));
    try {
      const response = await go(wish, headers, held.signal);
      const tried = readAnswer<Body>(request, response, await response.text());
      if (tried.kind === 'answered') {
        position = later(position, response.headers.get('x-position'));
        if (request.startsWith('GET ')) onRead?.(response.headers.get('x-stale') === 'true');
      }
      return tried;
    } catch (error) {
      if (signal?.aborted) throw reasonOf(signal);
      if (error instanceof CountersignProblem || error instanceof CountersignUnavailable) throw error;
      const message = `${request}: ${error instanceof Error ? error.message : String(error)}`;
      return {
        kind: 'failed',
        error: new CountersignUnavailable(message, null, { cause: error }),
        retryAfterMs: null,
      };
    } finally {
      held.release();
    }
  }

  async function send<Body>(wish: Wish): Promise<Answer<Body>> {
    const { request, signal } = wish;
    const startedAt = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      if (signal?.aborted) throw reasonOf(signal);
      const tried = await tryOnce<Body>(wish);
      if (tried.kind === 'answered') return tried.answer;
      const delayMs = delayOf(attempt, retry, tried.retryAfterMs);
      const { error } = tried;
      if (
        wish.isOnce === true ||
        attempt >= retry.attempts ||
        Date.now() - startedAt + delayMs > retry.totalMs
      )
        throw error;
      onRetry({ request, attempt, delayMs, error });
      await pause(delayMs, signal);
    }
  }

  return {
    retry,
    onRetry,
    send,
    open: async (wish) => go({ ...wish, key: null }, await headersOf({ ...wish, key: null }), wish.signal),
  };
}

/** Throws what no repetition mends. */
function readAnswer<Body>(request: string, response: Response, text: string): Tried<Body> {
  const { ok, status, headers } = response;
  const body = jsonIn(text);
  if (ok && body !== undefined) return { kind: 'answered', answer: { body: body as Body, headers } };
  const error = errorOf(request, response, body);
  // An answer that is no JSON was cut off on its way.
  if (!ok && !isRetried(status)) throw error;
  return { kind: 'failed', error, retryAfterMs: retryAfterMs(headers.get('retry-after')) };
}

/** What an answer that is no success means. */
export function errorOf(request: string, { status, headers }: Response, body: unknown): Error {
  const problem = problemIn(body);
  if (problem !== null) return new CountersignProblem(problem, headers.get('x-request-id'));
  return new CountersignUnavailable(`${request}: answered ${status}, not as Countersign does`, status);
}

/** Null for nothing, undefined for what is no JSON. */
export function jsonIn(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function later(known: bigint | null, header: string | null): bigint | null {
  if (header === null || !/^\d{1,19}$/.test(header)) return known;
  const position = BigInt(header);
  return known !== null && known > position ? known : position;
}

import { Agent, request } from 'node:http';

/** A request exactly as it goes over the wire: any bytes, any headers, any path. */
interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** A list is sent as one header for each of its values. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed body; undefined where it is not JSON. */
  readonly json: unknown;
}

const ANSWERED_WITHIN_MS = 20_000;
const agent = new Agent({ keepAlive: true });

/**
 * Sends it, and resolves with the answer, even where the server answers before it has read the whole body. Who then
 * closes may be faster than his answer can be read: it is sent again.
 */
export async function sendRaw(url: string, asked: RawRequest): Promise<RawReply> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendOnce(url, asked);
    } catch (error) {
      const isClosed = ['EPIPE', 'ECONNRESET'].includes(String((error as NodeJS.ErrnoException).code));
      if (!isClosed || tries === 5) throw error;
    }
  }
}

function sendOnce(url: string, { method, path, headers, body }: RawRequest): Promise<RawReply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const sent = request({ hostname, port, method, path, headers, agent, timeout: ANSWERED_WITHIN_MS });
    sent.once('response', (response) => {
      isAnswered = true;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) }),
      );
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    sent.end(body);
  });
}

/** Closes the connections that are kept for the next request. */
export function closeConnections(): void {
  agent.destroy();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

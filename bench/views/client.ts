import { Agent, type IncomingHttpHeaders, request } from 'node:http';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When the last of it was there. */
  readonly at: number;
}

/** Requests one by one, for what is observed beside the load. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(readonly port: number) {}

  send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    token: string,
    { headers = {}, body }: { headers?: Readonly<Record<string, string>>; body?: unknown } = {},
  ): Promise<Answer> {
    const text = body === undefined ? null : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(text === null ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const { statusCode: status = 0, headers: got } = response;
            resolve({ status, headers: got, body: Buffer.concat(chunks).toString(), at: performance.now() });
          });
        },
      );
      sent.on('error', reject);
      sent.end(text ?? undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** @throws Error when the answer is another one than the expected */
export function expectStatus(answer: Answer, status: number, what: string): Answer {
  if (answer.status === status) return answer;
  throw new Error(`${what}: ${answer.status} ${answer.body.slice(0, 500)}`);
}

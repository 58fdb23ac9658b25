import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  /** Such as `GET /v1/me`. */
  readonly request: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; undefined where there was none. */
  readonly body: unknown;
}
export type Answering = (reply: ServerResponse, heard: Heard) => void;

/** A server that answers as it is told, one request after the other, and remembers what it heard. */
export class MisbehavingServer {
  readonly heard: Heard[] = [];
  /** Answers whatever comes when the script is over. */
  otherwise: Answering = (reply) => void reply.writeHead(500).end('nothing more was expected');
  private readonly script: Answering[] = [];
  private readonly server = createServer((request, reply) => void this.answer(request, reply));

  static async start(): Promise<MisbehavingServer> {
    const started = new MisbehavingServer();
    started.server.listen(0, '127.0.0.1');
    await once(started.server, 'listening');
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on it answers so, and has heard nothing. */
  will(...script: readonly Answering[]): void {
    this.heard.length = 0;
    this.script.splice(0, this.script.length, ...script);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const heard = { request: `${method} ${url}`, headers, body };
    this.heard.push(heard);
    (this.script.shift() ?? this.otherwise)(reply, heard);
  }
}

export const json =
  (body: unknown, headers: Record<string, string> = {}, status = 200): Answering =>
  (reply) =>
    reply.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const problem = (
  status: number,
  type: string,
  members: object = {},
  headers: Record<string, string> = {},
): Answering =>
  json(
    { type: `urn:countersign:problem:${type}`, title: 'No', status, detail: 'Not so', ...members },
    { 'content-type': 'application/problem+json', 'x-request-id': 'r-1', ...headers },
    status,
  );

export const plain =
  (status: number, headers: Record<string, string> = {}): Answering =>
  (reply) =>
    reply.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<h1>A proxy</h1>');

/** The request was taken and nobody learns what became of it. */
export const lost: Answering = (reply) => void reply.destroy();

/** Half an answer. */
export const cut: Answering = (reply) => {
  reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  reply.write('{"id": "r', () => reply.destroy());
};

export const never: Answering = () => undefined;

/**
 * An event stream in these pieces, each by itself on the wire; it ends after the last, or is left open. A connection
 * that breaks would take with it what has come and was not read yet.
 */
export const stream =
  (pieces: readonly (string | Uint8Array)[], end: 'end' | 'open' = 'end'): Answering =>
  (reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = ([piece, ...rest]: readonly (string | Uint8Array)[]): void => {
      if (piece !== undefined) reply.write(piece, () => setImmediate(write, rest));
      else if (end === 'end') reply.end();
    };
    reply.flushHeaders();
    write(pieces);
  };

import { connect, type Socket } from 'node:net';

interface Exchange {
  /** The request as it goes out, head and body. */
  readonly request: Buffer;
  onFirstMessage(): void;
  onEnd(status: number, body: Buffer): void;
  onError(error: Error): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const MESSAGE = Buffer.from('data: ');

/**
 * One keep-alive connection with one request at a time. Reads just what a load generator needs of HTTP/1.1: the
 * status, and where an answer ends. Much cheaper than node's own client, so that the machine is left to the server.
 */
export class HttpConnection {
  private readonly socket: Socket;
  private exchange: Exchange | null = null;
  private received: Buffer = Buffer.alloc(0);
  private hadMessage = false;

  constructor(
    port: number,
    private readonly onClosed: () => void,
  ) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.take(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => {
      this.fail(new Error('the server closed the connection'));
      this.onClosed();
    });
  }

  send(exchange: Exchange): void {
    this.exchange = exchange;
    this.received = Buffer.alloc(0);
    this.hadMessage = false;
    this.socket.write(exchange.request);
  }

  /** Cuts off, whatever is under way; its exchange hears nothing more. */
  destroy(): void {
    this.exchange = null;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    const { exchange } = this;
    if (exchange === null) return;
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const bodyStart = headEnd + HEAD_END.length;
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];

    if (!this.hadMessage && this.received.includes(MESSAGE, bodyStart)) {
      this.hadMessage = true;
      exchange.onFirstMessage();
    }
    const isWhole =
      length === undefined
        ? this.received.subarray(bodyStart).subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
        : this.received.length >= bodyStart + Number(length);
    if (!isWhole || this.exchange !== exchange) return;
    this.exchange = null;
    exchange.onEnd(Number(head.slice(9, 12)), this.received.subarray(bodyStart));
  }

  private fail(error: Error): void {
    const { exchange } = this;
    this.exchange = null;
    exchange?.onError(error);
  }
}

/** A request in bytes. */
export function encodeRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', 'connection: keep-alive'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) {
    lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

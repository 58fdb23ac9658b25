import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { LineBudget } from './line-budget';
import { networkOf } from './network-of';

/** What Node says of them, and the status that stands for it; 400 for all else. */
const STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

/** Answers what never becomes a request, in no API's words: nobody knows which of them was meant. */
export class UnreadableRequests {
  private readonly logger = new Logger('Server');
  private readonly budget = new LineBudget({ ofOne: 5, inAll: 20 }, (leftOut) =>
    this.logger.warn({ leftOut, msg: 'unreadable requests left out' }),
  );

  constructor(private readonly headers: Readonly<Record<string, string>>) {}

  /** Closes the connection: what comes after the unreadable is unreadable too. */
  answer({ code = '' }: { readonly code?: string }, socket: Socket): void {
    if (code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) return void socket.destroy();
    const status = STATUS[code] ?? 400;
    const id = this.tell(status, socket);
    const { body, headers } = this.said(status, id);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  /** RFC 9110, 10.1.1: of all expectations only `100-continue` is known. */
  refuseExpectation({ socket }: IncomingMessage, response: ServerResponse): void {
    const { body, headers } = this.said(417, this.tell(417, socket));
    response.writeHead(417, headers).end(body);
  }

  private tell(status: number, { remoteAddress: peer = '' }: Socket): string {
    const requestId = randomUUID();
    if (this.budget.take(networkOf(peer), String(status)))
      this.logger.warn({ requestId, who: { peer }, status, msg: 'unreadable request' });
    return requestId;
  }

  private said(status: number, id: string): { body: string; headers: Readonly<Record<string, string>> } {
    const body = JSON.stringify({ message: STATUS_CODES[status] });
    const length = String(Buffer.byteLength(body));
    const own = { 'content-type': 'application/json; charset=utf-8', 'content-length': length };
    return { body, headers: { ...this.headers, ...own, 'x-request-id': id, connection: 'close' } };
  }
}

/** Whether an answer to an earlier request is on its way there, into which nothing may be written. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}

import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** One message; `data` is one line. */
export interface StreamMessage {
  readonly id: string;
  readonly event?: string;
  readonly data: string;
}

const HEARTBEAT_MS = 15_000;
/** A reader who takes nothing for so long is cut off; it resumes with the last id that it got. */
const STALLED_MS = 60_000;

const logger = new Logger('EventStream');

/**
 * Answers with `text/event-stream` (WHATWG HTML, *Server-sent events*): writes each message as it comes, waits while
 * the client does not read, keeps idle connections open by a comment every 15 s, and ends with the messages. The
 * signal aborts when the client is gone; nothing is taken from the messages after that. Resolves when all is written
 * or the client is gone. Headers set on the reply before are sent.
 */
export async function writeEventStream(
  reply: FastifyReply,
  messages: (signal: AbortSignal) => AsyncIterable<StreamMessage>,
): Promise<void> {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  raw.flushHeaders();

  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  if (raw.destroyed) gone.abort();
  const heartbeat = setInterval(() => {
    if (!raw.writableNeedDrain && !gone.signal.aborted) raw.write(':\n\n');
  }, HEARTBEAT_MS);
  try {
    for await (const message of messages(gone.signal)) {
      if (gone.signal.aborted) break;
      if (!raw.write(format(message))) await drained(reply, gone.signal);
    }
    raw.end();
  } catch (error) {
    raw.destroy();
    if (!isAbort(error)) logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
  } finally {
    clearInterval(heartbeat);
    gone.abort();
  }
}

async function drained({ raw }: FastifyReply, gone: AbortSignal): Promise<void> {
  await once(raw, 'drain', { signal: AbortSignal.any([gone, AbortSignal.timeout(STALLED_MS)]) });
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);

function format({ id, event, data }: StreamMessage): string {
  return `id: ${id}\n${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

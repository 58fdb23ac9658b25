import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isGone, onGone } from './gone';
import { lasting } from './lasting';
import type { Standing } from './standing';

/** One message; `data` is one line. */
export interface StreamMessage {
  readonly id: string;
  readonly event?: string;
  readonly data: string;
}

/** Where a stream's messages come from. */
export interface StreamSource {
  /** Taken one by one, each when the one before is written; the signal aborts when nobody reads any more. */
  messages(signal: AbortSignal): AsyncIterable<StreamMessage>;
  /**
   * Only of streams without an end: the id from which a client that is cut off now goes on, null where there is none
   * yet. It is told at the start and with every ping, so that it is known however few messages there are.
   */
  readonly place?: () => string | null;
}

/** Milliseconds. */
export interface StreamTimes {
  /** Between two comments that keep an idle connection open. */
  readonly ping: number;
  /** A reader who takes nothing for so long is cut off; it goes on from the last id that it got. */
  readonly stalled: number;
  /** Between two looks at the credential, at most. */
  readonly recheck: number;
}

export const STREAM_TIMES: StreamTimes = { ping: 15_000, stalled: 30_000, recheck: 10_000 };

/** After a cut a client comes back after so many milliseconds. */
const RETRY_MS = 3_000;

/** Bytes that are written at once, */
const SLICE = 64 * 1024;
/** of which a UTF-16 unit takes so many at most. */
const LONGEST_CHARACTER = 3;

const logger = new Logger('EventStream');

interface Answered {
  readonly reply: FastifyReply;
  readonly standing: Standing;
}

/** An answer that is written as it is made. */
export interface LongAnswer {
  readonly contentType: string;
  /** Taken one by one, each when the one before is written; the signal aborts when nobody reads any more. */
  pieces(signal: AbortSignal): AsyncIterable<string>;
  /** What is sent at once, before the first piece is there. */
  readonly opening?: () => string;
  /** What keeps an idle connection open. */
  readonly stillHere?: () => string;
}

/**
 * Answers with `text/event-stream` (WHATWG HTML, *Server-sent events*), as {@link writeLongAnswer}.
 */
export function writeEventStream(
  answered: Answered,
  source: StreamSource,
  times: StreamTimes = STREAM_TIMES,
): Promise<void> {
  const answer: LongAnswer = {
    contentType: 'text/event-stream; charset=utf-8',
    async *pieces(signal) {
      for await (const message of source.messages(signal)) yield format(message);
    },
    stillHere: () => comment('', source.place?.() ?? null),
  };
  const opening = (): string => `retry: ${RETRY_MS}\n\n${comment('connected', source.place?.() ?? null)}`;
  return writeLongAnswer(answered, source.place === undefined ? answer : { ...answer, opening }, times);
}

/**
 * A piece is taken when the one before has left for the socket: a slow reader holds up its own source and nothing is
 * queued for it. Ends with the source's pieces, when the client goes, when it takes nothing for too long, and when its
 * credential counts no more. Headers set on the reply before are sent. Resolves when all is over; never rejects.
 */
export async function writeLongAnswer(
  { reply, standing }: Answered,
  answer: LongAnswer,
  times: StreamTimes = STREAM_TIMES,
): Promise<void> {
  const { raw } = reply;
  lasting(reply);
  // Set on the reply, where whoever looks at it when it has ended finds them.
  void reply.headers({
    'content-type': answer.contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  reply.hijack();
  raw.writeHead(200, reply.getHeaders() as Record<string, string>);
  await new LongWriting(raw, standing, times).run(answer);
}

class LongWriting {
  readonly #over = new AbortController();
  readonly #ping: NodeJS.Timeout;
  #recheck: NodeJS.Timeout | undefined;
  #stillHere: (() => string) | undefined;
  readonly #leave: () => void;

  constructor(
    private readonly raw: ServerResponse,
    private readonly standing: Standing,
    private readonly times: StreamTimes,
  ) {
    this.#leave = onGone(raw, this.#end);
    this.#ping = setInterval(() => this.#sayStillHere(), times.ping);
  }

  async run(answer: LongAnswer): Promise<void> {
    const { raw } = this;
    try {
      this.#open(answer);
      for await (const piece of answer.pieces(this.#over.signal)) {
        if (this.#over.signal.aborted) break;
        if (!(await this.#write(piece))) {
          // What waits for him is not kept: he goes on from the last id that he got.
          raw.destroy();
          break;
        }
      }
      raw.end();
      if (!raw.writableFinished) await this.#within('finish');
    } catch (error) {
      logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
    } finally {
      this.#leave();
      this.#end();
      if (!raw.writableFinished) raw.destroy();
    }
  }

  /** In slices: who reads slowly takes something in time, and not all of a large piece. False where he takes nothing. */
  async #write(piece: string): Promise<boolean> {
    const bytes = piece.length > SLICE / LONGEST_CHARACTER ? Buffer.from(piece) : piece;
    for (let from = 0; from < bytes.length; from += SLICE) {
      const slice = typeof bytes === 'string' ? bytes : bytes.subarray(from, from + SLICE);
      if (!this.raw.write(slice) && !(await this.#within('drain', this.#over.signal))) return false;
    }
    return true;
  }

  #open({ opening, stillHere }: LongAnswer): void {
    if (isGone(this.raw)) this.#end();
    this.#judgeLater();
    this.#stillHere = stillHere;
    if (opening === undefined) this.raw.flushHeaders();
    else this.raw.write(opening());
  }

  readonly #end = (): void => {
    clearInterval(this.#ping);
    clearTimeout(this.#recheck);
    this.#over.abort();
  };

  #sayStillHere(): void {
    const { raw } = this;
    const told = this.#stillHere;
    if (told !== undefined && !raw.writableNeedDrain && !raw.writableEnded) raw.write(told());
  }

  #judgeLater(): void {
    if (this.#over.signal.aborted) return;
    const left = this.standing.expiresAt - Date.now();
    // Thousands that came at once are not looked at at once.
    const most = Math.min(this.times.recheck, this.standing.recheckMs ?? Infinity);
    const recheck = most * (0.5 + Math.random() / 2);
    if (left <= 0) this.#end();
    else this.#recheck = setTimeout(() => void this.#judge(), Math.min(left, recheck));
  }

  async #judge(): Promise<void> {
    const judgement = Date.now() < this.standing.expiresAt ? await this.#judgement() : 'fallen';
    switch (judgement) {
      case 'fallen':
      case 'lapsed':
        return this.#end();
      case 'stands':
      case 'unknown':
        return this.#judgeLater();
    }
  }

  async #judgement(): ReturnType<Standing['judge']> {
    try {
      return await this.standing.judge();
    } catch (error) {
      logger.warn(`a credential could not be looked at again: ${String(error)}`);
      return 'unknown';
    }
  }

  /** False where the client is gone or has taken nothing for too long, and when the signal aborts. */
  #within(event: 'drain' | 'finish', signal?: AbortSignal): Promise<boolean> {
    const { raw, times } = this;
    return new Promise((resolve) => {
      const settle = (hasCome: boolean): void => {
        clearTimeout(timer);
        raw.off(event, onEvent);
        leave();
        signal?.removeEventListener('abort', giveUp);
        resolve(hasCome);
      };
      const onEvent = (): void => settle(true);
      const giveUp = (): void => settle(false);
      const timer = setTimeout(giveUp, times.stalled);
      raw.once(event, onEvent);
      const leave = onGone(raw, giveUp);
      signal?.addEventListener('abort', giveUp);
      if (isGone(raw)) giveUp();
    });
  }
}

/** A comment (nobody is told of it), with the id to go on from. */
function comment(text: string, id: string | null): string {
  return `:${text}\n${id === null ? '' : `id: ${id}\n`}\n`;
}

function format({ id, event, data }: StreamMessage): string {
  return `id: ${id}\n${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

import type { IncomingMessage } from 'node:http';
import { Failed } from './failure';

/** Of one body. */
export const MOST_BYTES = 1024 * 1024;
/** Of all bodies that are on their way to this process. */
const MOST_AT_ONCE = 24 * 1024 * 1024;
/** So much of each is taken however many others there are: large bodies keep nobody's small one out. */
const ALWAYS_TAKEN = 64 * 1024;
const RETRY_AFTER_SECONDS = 1;

export const tooLarge = (): Failed => new Failed({ kind: 'too-large', problem: 'the body is over 1 MiB' });

/** Reads bodies as bytes, and bounds the memory that those take that are not there yet, however they are sent. */
export class Bodies {
  #held = 0;

  /** Calls back once: with {@link Failed}, before more than the limits was kept, or with the whole body. */
  read(stream: IncomingMessage, done: (error: Error | null, bytes?: Buffer) => void): void {
    const body = new Growing();
    const end = (error: Error | null): void => {
      this.#held -= body.length;
      stream.off('data', take).off('end', onEnd).off('error', onCut).off('close', onCut);
      done(error, error === null ? body.bytes() : undefined);
    };
    const take = (chunk: Buffer): void => {
      const length = body.length + chunk.length;
      if (length > MOST_BYTES) return end(tooLarge());
      if (length > ALWAYS_TAKEN && this.#held + chunk.length > MOST_AT_ONCE) return end(tooMany());
      this.#held += chunk.length;
      body.add(chunk);
    };
    const onEnd = (): void => end(null);
    const onCut = (): void => end(new Failed({ kind: 'malformed-json', problem: 'the body was cut off' }));
    stream.on('data', take).once('end', onEnd).once('error', onCut).once('close', onCut);
  }
}

const tooMany = (): Failed =>
  new Failed({
    kind: 'unavailable',
    problem: 'too many large bodies are being sent at once',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

/** Bytes in one piece: a body that comes byte by byte takes no more memory than another. */
class Growing {
  length = 0;
  #buffer: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    const length = this.length + chunk.length;
    if (this.length === 0) this.#buffer = chunk;
    else {
      if (this.#buffer.length < length) this.#grow(Math.max(length, 2 * this.#buffer.length));
      chunk.copy(this.#buffer, this.length);
    }
    this.length = length;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  #grow(to: number): void {
    const larger = Buffer.allocUnsafe(to);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }
}

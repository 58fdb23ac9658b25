import type { IncomingMessage } from 'node:http';
import { Failed } from './failure';

/** Of one body. */
export const MOST_BYTES = 1024 * 1024;
/** Of all bodies that are on their way to this process. */
const MOST_AT_ONCE = 16 * 1024 * 1024;
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

/** Not larger than what it holds, nor by how it comes: a body of single bytes takes no more memory than another. */
class Growing {
  length = 0;
  readonly #blocks: Buffer[] = [];
  /** Free bytes of the last block. */
  #room = 0;

  add(chunk: Buffer): void {
    this.length += chunk.length;
    // Most bodies come in one piece.
    if (this.#blocks.length === 0) return void this.#blocks.push(chunk);
    for (let from = 0; from < chunk.length;) {
      const copied = chunk.copy(this.#lastBlock(), BLOCK_BYTES - this.#room, from);
      this.#room -= copied;
      from += copied;
    }
  }

  bytes(): Buffer {
    const [first, ...more] = this.#blocks;
    return first !== undefined && more.length === 0 ? first : Buffer.concat(this.#blocks, this.length);
  }

  #lastBlock(): Buffer {
    const last = this.#blocks.at(-1);
    if (last !== undefined && this.#room > 0) return last;
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#blocks.push(block);
    this.#room = BLOCK_BYTES;
    return block;
  }
}

const BLOCK_BYTES = 64 * 1024;

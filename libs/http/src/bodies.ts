import type { IncomingMessage } from 'node:http';
import { Failed } from './failure';
import { Shares } from './shares';

/** Of one body. */
export const MOST_BYTES = 1024 * 1024;
const MB = 1024 * 1024;
/** Those up to so much are small: large ones keep nobody's small one out. */
const SMALL = 64 * 1024;
const RETRY_AFTER_SECONDS = 1;

export const tooLarge = (): Failed => new Failed({ kind: 'too-large', problem: 'the body is over 1 MiB' });

/** Who sends a body. */
export interface Sender {
  readonly network: string;
  /** A name for a credential that is known to count, else null. Asked of large bodies alone. */
  readonly known: () => string | null;
}

/**
 * Reads bodies as bytes, and bounds the memory that those take that are not there yet, however they are sent: of all
 * together, of one network or credential, and of all of whom nobody knows yet whether they may send anything.
 */
export class Bodies {
  readonly #small = new Shares(64 * MB, 16 * MB);
  readonly #large = new Shares(16 * MB, 4 * MB);
  readonly #strangers = new Shares(8 * MB, 8 * MB);

  /** Calls back once: with {@link Failed}, before more than the limits was kept, or with the whole body. */
  read(stream: IncomingMessage, sender: Sender, done: (error: Error | null, bytes?: Buffer) => void): void {
    const body = new Growing();
    let room = this.#smallRoom(sender);
    const end = (error: Error | null): void => {
      room.take(-body.length);
      stream.off('data', take).off('end', onEnd).off('error', onCut).off('close', onCut);
      done(error, error === null ? body.bytes() : undefined);
    };
    const take = (chunk: Buffer): void => {
      const length = body.length + chunk.length;
      if (length > MOST_BYTES) return end(tooLarge());
      if (body.length <= SMALL && length > SMALL) {
        room.take(-body.length);
        room = this.#largeRoom(sender);
        if (!room.has(length)) {
          room = NO_ROOM;
          return end(tooMany('large '));
        }
        room.take(body.length);
      }
      if (!room.has(chunk.length)) return end(tooMany(length > SMALL ? 'large ' : ''));
      room.take(chunk.length);
      body.add(chunk);
    };
    const onEnd = (): void => end(null);
    const onCut = (): void => end(new Failed({ kind: 'malformed-json', problem: 'the body was cut off' }));
    stream.on('data', take).once('end', onEnd).once('error', onCut).once('close', onCut);
  }

  #smallRoom({ network }: Sender): Room {
    return {
      has: (bytes) => this.#small.hasRoom(network, bytes),
      take: (bytes) => this.#small.take(network, bytes),
    };
  }

  #largeRoom({ network, known }: Sender): Room {
    const name = known();
    if (name !== null)
      return {
        has: (bytes) => this.#large.hasRoom(name, bytes),
        take: (bytes) => this.#large.take(name, bytes),
      };
    return {
      has: (bytes) => this.#large.hasRoom(network, bytes) && this.#strangers.hasRoom('', bytes),
      take: (bytes) => {
        this.#large.take(network, bytes);
        this.#strangers.take('', bytes);
      },
    };
  }
}

/** Where the bytes of one body are counted. */
interface Room {
  has(bytes: number): boolean;
  take(bytes: number): void;
}

const NO_ROOM: Room = { has: () => false, take: () => undefined };

const tooMany = (sort: string): Failed =>
  new Failed({
    kind: 'unavailable',
    problem: `too many ${sort}bodies are being sent at once`,
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

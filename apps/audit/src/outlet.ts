import { fstatSync, writeFileSync } from 'node:fs';

/** What a command made could not be written; the message says why. */
export class OutputFailed extends Error {
  override readonly name = 'OutputFailed';
}

/** Where answers go. Its reader may go, as `head` does, and its disk may be full: nothing is written to it any more then. */
export class Outlet {
  #fault: NodeJS.ErrnoException | null = null;
  readonly #over = new AbortController();

  constructor(
    private readonly stream: NodeJS.WritableStream,
    /** A file, to which a stream would write a part only where the disk becomes full, and not say so. */
    private readonly file: number | null = null,
  ) {
    stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
  }

  /** Aborts where nothing can be written any more. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  get isOver(): boolean {
    return this.#fault !== null;
  }

  /** Null also where the reader went: he wants no more. */
  get problem(): string | null {
    return this.#fault === null || this.#fault.code === 'EPIPE' ? null : this.#fault.message;
  }

  /** Resolves once there is room for more. */
  async write(text: string): Promise<void> {
    if (this.isOver) return;
    if (this.file !== null) return this.#writeFile(this.file, text);
    if (!this.stream.write(text)) await this.#drained();
  }

  /** Resolves once all has left this process. */
  flushed(): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.stream.write('', () => resolve());
    });
  }

  #writeFile(file: number, text: string): void {
    try {
      writeFileSync(file, text);
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException);
    }
  }

  #drained(): Promise<void> {
    const { stream, signal } = this;
    return new Promise((resolve) => {
      const settle = (): void => {
        stream.off('drain', settle);
        signal.removeEventListener('abort', settle);
        resolve();
      };
      stream.on('drain', settle);
      signal.addEventListener('abort', settle);
    });
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#fault ??= error;
    this.#over.abort();
  }
}

export function openOutlet(): Outlet {
  const { stdout } = process;
  return new Outlet(stdout, fstatSync(stdout.fd).isFile() ? stdout.fd : null);
}

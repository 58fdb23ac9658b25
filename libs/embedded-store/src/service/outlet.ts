import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Refusal } from '../wire/status';
import type { EventShape } from './event-shape';

/** One call that is being answered: writes as fast as its client reads, and no faster. */
export class Outlet {
  /** How this reader wants its events; as recorded, unless it asked otherwise. */
  shape: EventShape | undefined;
  private wake: (() => void) | undefined;
  private readonly closing: (() => void)[] = [];
  private isClosed = false;

  constructor(private readonly call: ServerWritableStream<Buffer, Buffer>) {
    const closed = (): void => this.close();
    call.on('cancelled', closed);
    call.on('error', closed);
    call.on('close', closed);
    call.on('drain', () => this.resume());
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  /** Runs once, when the client has gone or the answer is complete. */
  onClose(listener: () => void): void {
    if (this.isClosed) listener();
    else this.closing.push(listener);
  }

  /** False: the client is behind; await `drained` before the next one. */
  event(event: { readonly record: Buffer; readonly position: number }): boolean {
    if (this.isClosed) return true;
    return this.call.write(this.shape ? this.shape(event.record, event.position) : event.record);
  }

  async send(message: Buffer): Promise<void> {
    if (!this.isClosed && !this.call.write(message)) await this.drained();
  }

  /** Resolves when there is room again, or nobody left to write to. */
  drained(): Promise<void> {
    if (this.isClosed || !this.call.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  end(): void {
    if (this.isClosed) return;
    this.close();
    this.call.end();
  }

  fail(refusal: Refusal): void {
    if (this.isClosed) return;
    this.close();
    this.call.emit('error', refusal);
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.resume();
    for (const listener of this.closing) listener();
  }

  private resume(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}

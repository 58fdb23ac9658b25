import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';

/** Bytes that may be on their way on one call before its next message has to wait. */
const IN_FLIGHT = 128 * 1024;

/**
 * Lets the messages of one call leave together. Left alone, a call waits for the socket after every message, which
 * makes each of them a frame, a packet and a turn of the event loop of its own and costs both sides about half of
 * their throughput. Beyond the limit every message waits as before, so a slow client still holds its writer back.
 */
class PipelinedCall extends ServerInterceptingCall {
  private inFlight = 0;
  private held: (() => void) | undefined;

  override sendMessage(message: unknown, callback: () => void): void {
    const size = Buffer.isBuffer(message) ? message.length : IN_FLIGHT;
    this.inFlight += size;
    super.sendMessage(message, () => {
      this.inFlight -= size;
      this.release();
    });
    if (this.inFlight < IN_FLIGHT) callback();
    else this.held = callback;
  }

  private release(): void {
    if (this.inFlight >= IN_FLIGHT || !this.held) return;
    const { held } = this;
    this.held = undefined;
    held();
  }
}

export const pipelined: ServerInterceptor = (_method, call) => new PipelinedCall(call);

import type { Writable } from 'node:stream';
import {
  ServerInterceptingCall,
  type Metadata,
  type ServerInterceptor,
  type ServerInterceptingCallInterface,
} from '@grpc/grpc-js';
import { CallRefused } from '../wire/status';
import type { Access } from './access';

/** Bytes that may be on their way on one call before its next message has to wait. */
const IN_FLIGHT = 128 * 1024;

/** The call that is gRPC's own has the HTTP/2 stream; its type does not say so. */
type Streaming = ServerInterceptingCallInterface & { readonly stream?: Writable };

type Listener = Parameters<ServerInterceptingCallInterface['start']>[0];

/**
 * A call of any service: it does not begin with credentials that are wrong, and its messages leave together.
 *
 * Left alone, a call waits for the socket after every message, which makes each of them a frame, a packet and a turn of
 * the event loop of its own and costs both sides about half of their throughput. Beyond the limit every message waits
 * as before, so a slow client still holds its writer back. One layer for both, straight to the call itself: each layer
 * of gRPC's own costs two closures a message.
 */
class StoreCall extends ServerInterceptingCall {
  private inFlight = 0;
  private held: (() => void) | undefined;

  constructor(
    private readonly call: ServerInterceptingCallInterface,
    private readonly access: Access,
  ) {
    super(call);
  }

  override start(listener: Listener): void {
    this.call.start({
      onReceiveMetadata: (headers) => {
        if (this.admits(headers)) listener.onReceiveMetadata(headers);
      },
      onReceiveMessage: (message) => listener.onReceiveMessage(message),
      onReceiveHalfClose: () => listener.onReceiveHalfClose(),
      onCancel: () => listener.onCancel(),
    });
  }

  override sendMessage(message: unknown, callback: () => void): void {
    const size = Buffer.isBuffer(message) ? message.length : IN_FLIGHT;
    this.inFlight += size;
    this.gather();
    this.call.sendMessage(message, () => {
      this.inFlight -= size;
      this.release();
    });
    if (this.inFlight < IN_FLIGHT) callback();
    else this.held = callback;
  }

  /** What is sent in one turn is one write: the frames are full, and the client is woken once. */
  private gather(): void {
    const { stream } = this.call as Streaming;
    if (!stream || stream.writableCorked > 0) return;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  private admits(headers: Metadata): boolean {
    try {
      this.access.admit(headers);
      return true;
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      this.call.sendStatus(error.refusal);
      return false;
    }
  }

  private release(): void {
    if (this.inFlight >= IN_FLIGHT || !this.held) return;
    const { held } = this;
    this.held = undefined;
    held();
  }
}

export function storeCalls(access: Access): ServerInterceptor {
  return (_method, call) => new StoreCall(call, access);
}

import { setTimeout as pause } from 'node:timers/promises';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';

export type CallKind = 'read' | 'subscribe' | 'append' | 'features' | 'gossip';

/** What one message may hold, as the client has it. */
export const LIMIT = 17 * 1024 * 1024;

export const same = (bytes: Buffer): Buffer => bytes;

/** Hands things on in their order, each after its delay. */
export class Line {
  private waiting: Promise<void> | null = null;

  pass(delay: number, hand: () => void): void {
    if (delay === 0 && this.waiting === null) return hand();
    const due = performance.now() + delay;
    const passed = (this.waiting ?? Promise.resolve())
      .then(() => pause(Math.max(0, due - performance.now()), undefined, { ref: false }))
      .then(hand)
      .then(() => {
        if (this.waiting === passed) this.waiting = null;
      });
    this.waiting = passed;
  }
}

export function kindOf(path: string, first: Buffer): CallKind {
  if (path === StreamsService.read.path) {
    return ReadReq.deserializeBinary(first).getOptions()?.hasSubscription() === true ? 'subscribe' : 'read';
  }
  if (path === ServerFeaturesService.getSupportedMethods.path) return 'features';
  return path === GossipService.read.path ? 'gossip' : 'append';
}

export function clientOf(port: number): Client {
  return new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': LIMIT,
    'grpc.initial_reconnect_backoff_ms': 20,
    'grpc.max_reconnect_backoff_ms': 50,
  });
}

/** Every kind of call is messages both ways on the wire. */
export function inBytes(path: string): MethodDefinition<Buffer, Buffer> {
  return {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

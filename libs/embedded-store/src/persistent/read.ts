import type { EventEmitter } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { MalformedMessage } from '../wire/proto';
import type { Access } from '../service/access';
import { CallRefused, invalidArgument, type Refusal } from '../wire/status';
import { deliveryMessage, subscriptionConfirmation } from './delivery';
import type { Groups } from './groups';
import { readReadRequest, type ReadRequest } from './read-requests';
import { groupRefusal } from './refusals';
import type { Membership } from './running-group';

type Call = ServerDuplexStream<Buffer, Buffer>;

/** `PersistentSubscriptions.Read`: options, then messages one way and what became of them the other. */
export function readGroupHandler(groups: Groups, access: Access) {
  return (call: Call): void => {
    const consumer = new ConsumerCall(groups, access, call);
    call.on('data', (message: Buffer) => consumer.receive(message));
    // Who says no more can acknowledge no more.
    call.on('end', () => consumer.finish());
    call.on('cancelled', () => consumer.close());
    call.on('error', () => consumer.close());
    call.on('drain', () => consumer.drained());
  };
}

class ConsumerCall {
  private membership: Membership | undefined;
  private isClosed = false;

  constructor(
    private readonly groups: Groups,
    private readonly access: Access,
    private readonly call: Call,
  ) {}

  receive(message: Buffer): void {
    if (this.isClosed) return;
    try {
      this.take(readReadRequest(message));
    } catch (error) {
      if (error instanceof CallRefused) this.fail(error.refusal);
      else if (error instanceof MalformedMessage) this.fail(invalidArgument(error.message));
      else throw error;
    }
  }

  drained(): void {
    this.membership?.drained();
  }

  finish(): void {
    if (this.isClosed) return;
    this.close();
    this.call.end();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.membership?.leave();
  }

  private take(request: ReadRequest): void {
    switch (request.kind) {
      case 'open':
        if (this.membership)
          throw new MalformedMessage('A subscription has its options once, in the first message.');
        this.open(request);
        return;
      case 'ack':
        this.joined().ack(request.ids);
        return;
      case 'nack':
        this.joined().nack(request.ids, request.action, request.reason);
        return;
    }
  }

  private joined(): Membership {
    if (!this.membership)
      throw new MalformedMessage('The first message of a subscription must hold its options.');
    return this.membership;
  }

  private open({ source, group, slots, hasStructuredIds }: Extract<ReadRequest, { kind: 'open' }>): void {
    const user = this.access.caller(this.call.metadata);
    this.access.check(user, source, 'read');
    const joined = this.groups.join(source, group, slots, {
      user: user?.name || 'system',
      connectionName: String(this.call.metadata.get('connection-name')[0] ?? '<unknown>'),
      deliver: (delivery) => this.isClosed || this.call.write(deliveryMessage(delivery, hasStructuredIds)),
      drop: () => this.fail(groupRefusal({ kind: 'dropped' }, source, group)),
    });
    if ('kind' in joined) {
      this.fail(groupRefusal(joined, source, group));
      return;
    }
    this.membership = joined;
    this.call.write(subscriptionConfirmation(source, group));
  }

  private fail(refusal: Refusal): void {
    if (this.isClosed) return;
    this.close();
    (this.call as EventEmitter).emit('error', refusal);
  }
}

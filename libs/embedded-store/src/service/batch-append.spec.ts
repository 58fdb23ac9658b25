import streamsPb from '@eventstore/db-client/generated/streams_pb';
import { Metadata, type ServerDuplexStream } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { AppendQueue } from '../log/append-queue';
import { openMemory } from '../log/database';
import { EventLog } from '../log/log';
import { batchRequest, newStream } from '../wire-client.spec.contract';
import { bytesField } from '../wire/proto';
import { Access } from './access';
import { AppendRoom } from './append-room';
import { batchAppendHandler } from './batch-append';
import { Bell } from './bell';
import { Users } from './users';

/** One call, as its server sees it. */
class Call extends EventEmitter {
  readonly metadata = new Metadata();
  readonly replies: string[] = [];
  write(reply: Buffer): boolean {
    const response = streamsPb.BatchAppendResp.deserializeBinary(new Uint8Array(reply));
    const id = response.getCorrelationId()?.getString() ?? '';
    this.replies.push(`${id} ${response.getError()?.getMessage() ?? 'ok'}`);
    return true;
  }
}

describe('section 2.6: an append of a BatchAppend call', () => {
  it('weighs all of its messages while it waits, also what is not read of them', () => {
    const log = new EventLog(openMemory());
    const appends = new AppendQueue(log);
    const take = jest.spyOn(appends.backlog, 'take');
    const access = new Access(log, new Users([]), true);
    const limits = { maxAppendSize: 1_000_000, longestWaitMs: 3_600_000 };
    const call = new Call();
    access.admit(call.metadata);
    batchAppendHandler({ log, appends, access, ...limits, committed: new Bell() })(
      call as unknown as ServerDuplexStream<Buffer, Buffer>,
    );
    const correlation = randomUUID();
    const unread = bytesField(15, Buffer.alloc(100_000));
    const parts = [{ stream: newStream(), isFinal: false }, {}];
    for (const part of parts) {
      const request = batchRequest({ correlation, events: [{}], ...part }).serializeBinary();
      call.emit('data', Buffer.concat([request, unread]));
    }
    expect(take).toHaveBeenCalledTimes(1);
    expect(take.mock.calls[0]?.[0]).toBeGreaterThan(200_000);
    appends.flush();
    expect(call.replies).toEqual([`${correlation} ok`]);
    log.close();
  });
});

describe('section 2.6: a BatchAppend call whose incomplete appends leave no room', () => {
  it('refuses the one that asks for more, and answers all others', () => {
    const log = new EventLog(openMemory());
    const appends = new AppendQueue(log, {
      onFailure: (error) => {
        throw error;
      },
    });
    const access = new Access(log, new Users([]), true);
    const limits = { maxAppendSize: 1_000_000, longestWaitMs: 3_600_000 };
    const call = new Call();
    access.admit(call.metadata);
    const handle = batchAppendHandler(
      { log, appends, access, ...limits, committed: new Bell() },
      () => new AppendRoom(10_000),
    );
    handle(call as unknown as ServerDuplexStream<Buffer, Buffer>);
    const send = (parts: Parameters<typeof batchRequest>[0]): void =>
      void call.emit(
        'data',
        Buffer.from(batchRequest({ deadlineMs: 3_600_000, ...parts }).serializeBinary()),
      );

    const [before, first, second, after] = [1, 2, 3, 4].map(() => randomUUID());
    const large = [{ metadata: Buffer.alloc(4_000) }];
    send({ correlation: before as string, stream: newStream(), events: [{}] });
    send({ correlation: first as string, stream: newStream(), events: large, isFinal: false });
    send({ correlation: first as string, events: large, isFinal: false });
    send({ correlation: second as string, stream: newStream(), events: large, isFinal: false });
    send({ correlation: second as string, events: [{}] });
    send({ correlation: after as string, stream: newStream(), events: [{}] });
    send({ correlation: first as string, events: [{}] });
    appends.flush();
    expect(call.replies).toEqual([`${second} BadRequest`, `${before} ok`, `${after} ok`, `${first} ok`]);
    log.close();
  });
});

import { randomUUID } from 'node:crypto';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { MalformedMessage } from '../wire/proto';
import { readReadRequest } from '../wire/read-request';
import { confirmation } from '../wire/read-messages';
import { CallRefused, invalidArgument, refusal, type Refusal } from '../wire/status';
import { ALL } from './access';
import type { StoreContext } from './context';
import { eventShape } from './event-shape';
import { Outlet } from './outlet';
import { placeInAll, readAll } from './read-all';
import { placeInStream, readStream, refuseTombstoned } from './read-stream';
import { followAll, followStream } from './subscription';

type ReadCall = ServerWritableStream<Buffer, Buffer>;

/** `Streams.Read`: a finite read, or a subscription that lives until its client goes. */
export function readHandler(store: StoreContext) {
  return (call: ReadCall): void => {
    const outlet = new Outlet(call);
    answer(store, call, outlet).then(
      () => outlet.end(),
      (error: unknown) => outlet.fail(toRefusal(error)),
    );
  };
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof CallRefused) return error.refusal;
  if (error instanceof MalformedMessage) return invalidArgument(error.message);
  return refusal(
    status.INTERNAL,
    `The read failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

async function answer(store: StoreContext, call: ReadCall, outlet: Outlet): Promise<void> {
  const request = readReadRequest(call.request);
  const { stream, from, isBackwards, take, filter } = request;
  const { access } = store;
  const user = access.caller(call.metadata);
  const admit = (): void => access.check(user, stream ?? ALL, 'read');
  admit();
  outlet.shape = eventShape(store.log, request);
  if (stream === undefined) {
    const place = placeInAll(store.log, from, isBackwards);
    if (take !== 'subscription') return readAll(store.log, { ...request, place, take }, outlet);
    await outlet.send(confirmation(randomUUID()));
    return followAll(store, { after: place, filter, admit }, outlet);
  }
  refuseTombstoned(store.log, stream);
  const place = placeInStream(store.log.stream(stream), from, isBackwards);
  if (take !== 'subscription') return readStream(store.log, { ...request, stream, place, take }, outlet);
  await outlet.send(confirmation(randomUUID()));
  return followStream(store, { stream, after: place, admit }, outlet);
}

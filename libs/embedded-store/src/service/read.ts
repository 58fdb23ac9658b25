import { randomUUID } from 'node:crypto';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { MalformedMessage } from '../wire/proto';
import { readReadRequest, type ReadRequest } from '../wire/read-request';
import { confirmation, streamNotFound } from '../wire/read-messages';
import { withStructuredId } from '../wire/record';
import { invalidArgument, refusal, type Refusal } from '../wire/status';
import type { StoredEvent } from '../log/log-reader';
import type { StoreContext } from './context';
import { Outlet } from './outlet';
import { PageSize } from './page-size';
import { followAll, followStream } from './subscription';

type ReadCall = ServerWritableStream<Buffer, Buffer>;

/** `Streams.Read`: a finite read, or a subscription that lives until its client goes. */
export function readHandler(store: StoreContext) {
  return (call: ReadCall): void => {
    const outlet = new Outlet(call);
    answer(store, call.request, outlet).then(
      () => outlet.end(),
      (error: unknown) => outlet.fail(toRefusal(error)),
    );
  };
}

class ReadRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.details);
  }
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof ReadRefused) return error.refusal;
  if (error instanceof MalformedMessage) return invalidArgument(error.message);
  return refusal(
    status.INTERNAL,
    `The read failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

async function answer(store: StoreContext, bytes: Buffer, outlet: Outlet): Promise<void> {
  const request = readReadRequest(bytes);
  if (request.hasStructuredIds) outlet.shape = withStructuredId;
  if (request.stream === undefined) await answerAll(store, request, outlet);
  else await answerStream(store, request, request.stream, outlet);
}

async function answerAll(store: StoreContext, request: ReadRequest, outlet: Outlet): Promise<void> {
  const { from, isBackwards, take } = request;
  const { end, reader } = store.log;
  if (typeof from === 'bigint') refusePosition(store, from, isBackwards);
  if (take === 'subscription') {
    const after = from === 'start' ? 0 : from === 'end' ? end - 1 : toPlace(from);
    await outlet.send(confirmation(randomUUID()));
    await followAll(store, after, outlet);
    return;
  }
  if (isBackwards) {
    const before = from === 'start' ? 0 : from === 'end' ? end : toPlace(from);
    await page(outlet, take, before, (at, limit) => reader.all(at, true, limit), byPosition);
    return;
  }
  const after = from === 'start' ? 0 : from === 'end' ? end : toPlace(from) - 1;
  const forwards = (at: number, limit: number): StoredEvent[] =>
    reader.all(at, false, limit).filter((event) => event.position < end);
  await page(outlet, take, after, forwards, byPosition);
}

/** A place in the whole log is an event's own, or the very beginning, or beyond the end. */
function refusePosition({ log }: StoreContext, position: bigint, isBackwards: boolean): void {
  const isBeyond = position > BigInt(log.end);
  if (isBeyond && !isBackwards) return;
  const last = log.reader.all(log.end, true, 1)[0]?.position ?? 0;
  const isPast = !isBackwards && position > BigInt(last);
  const isKnown = position === 0n || position === BigInt(log.end) || isPast;
  if (isKnown || (position > 0n && !isBeyond && log.reader.isRecorded(Number(position)))) return;
  const result = isBeyond ? 'Error' : 'InvalidPosition';
  throw new ReadRefused(refusal(status.UNKNOWN, `Unexpected ReadAllResult: ${result}`));
}

async function answerStream(
  store: StoreContext,
  request: ReadRequest,
  name: string,
  outlet: Outlet,
): Promise<void> {
  const { log } = store;
  if (request.take === 'subscription') {
    await outlet.send(confirmation(randomUUID()));
    const { last } = log.stream(name);
    const after = request.from === 'start' ? -1 : request.from === 'end' ? last : toPlace(request.from);
    await followStream(store, name, after, outlet);
    return;
  }
  const { key, last } = log.stream(name);
  if (last < 0) {
    await outlet.send(streamNotFound(name));
    return;
  }
  if (request.isBackwards) {
    const from =
      request.from === 'end' ? last : request.from === 'start' ? 0 : Math.min(toPlace(request.from), last);
    await page(
      outlet,
      request.take,
      from + 1,
      (at, limit) => log.reader.stream(key, at, true, limit),
      byRevision,
    );
    return;
  }
  const after = request.from === 'start' ? -1 : request.from === 'end' ? last : toPlace(request.from) - 1;
  const forwards = (at: number, limit: number): StoredEvent[] =>
    log.reader.stream(key, at, false, limit).filter((event) => event.revision <= last);
  await page(outlet, request.take, after, forwards, byRevision);
}

/** Nothing in this log has a revision or position above 2^53, so a place that far out is as good as that one. */
function toPlace(place: bigint): number {
  return place > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(place);
}

const byPosition = (event: StoredEvent): number => event.position;
const byRevision = (event: StoredEvent): number => event.revision;

/** Sends page after page until `take` events are out or there are no more; holds one page at a time. */
async function page(
  outlet: Outlet,
  take: bigint,
  from: number,
  read: (from: number, limit: number) => StoredEvent[],
  placeOf: (event: StoredEvent) => number,
): Promise<void> {
  const size = new PageSize();
  let left = toPlace(take);
  let at = from;
  while (left > 0 && outlet.isOpen) {
    const limit = Math.min(left, size.next);
    const events = read(at, limit);
    for (const event of events) {
      if (!outlet.event(event)) await outlet.drained();
    }
    const last = events.at(-1);
    if (!last || events.length < limit) return;
    size.saw(events);
    at = placeOf(last);
    left -= events.length;
  }
}

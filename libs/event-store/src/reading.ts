import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Call, Connection } from './connection';
import { isDisconnection, isErrorType, unavailable } from './failures';
import { type ReadOptions, StreamDeleted } from './log';
import type { RawEvent } from './recorded';

/** How long a read may take, in milliseconds and on the clock of `performance.now()`. */
interface Patience {
  /** Without a word from the store. */
  readonly timeout: number;
  /** Altogether. */
  readonly deadline: number;
}

/**
 * One finite read, event by event; begun a second time where the connection ended before anything came. The client
 * gives reads no deadline, so a store that says nothing for the time-out fails the read, and the connection with it;
 * a slow consumer does not count.
 */
export async function* reading(
  connection: Connection,
  patience: Patience,
  open: (client: EventStoreDBClient) => Call,
): AsyncGenerator<RawEvent, void, undefined> {
  let hasBegun = false;
  try {
    for await (const event of readingOnce(connection, patience, open)) {
      hasBegun = true;
      yield event;
    }
  } catch (error) {
    if (hasBegun || !isDisconnection(error)) throw error;
    yield* readingOnce(connection, patience, open);
  }
}

async function* readingOnce(
  connection: Connection,
  { timeout, deadline }: Patience,
  open: (client: EventStoreDBClient) => Call,
): AsyncGenerator<RawEvent, void, undefined> {
  const client = connection.current ?? (await by(deadline, connection.client()));
  const call = open(client);
  connection.watch(call);
  let isWaiting = true;
  let silentHalves = 0;
  // By halves, so that a process that was busy itself for so long looks at what has arrived before it complains.
  const timer = setInterval(() => {
    if (!isWaiting) return;
    silentHalves += 1;
    if (silentHalves < 2) return;
    call.destroy(unavailable(`the store said nothing for ${timeout} ms`));
    connection.replace(client);
  }, timeout / 2);
  const lastMoment = at(deadline, () => {
    call.destroy(tooLate());
  });
  try {
    for await (const { event } of call.iterator({ destroyOnReturn: false })) {
      if (event === undefined) continue;
      isWaiting = false;
      yield event;
      isWaiting = true;
      silentHalves = 0;
      timer.refresh();
    }
  } finally {
    clearInterval(timer);
    clearTimeout(lastMoment);
    connection.end(call);
  }
}

const tooLate = (): Error => unavailable('the store did not answer in time');

/** What has arrived while this process was busy goes first. */
function at(deadline: number, act: () => void): NodeJS.Timeout | undefined {
  if (deadline === Infinity) return undefined;
  return setTimeout(() => setImmediate(act), Math.max(0, deadline - performance.now()));
}

function by<T>(deadline: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = at(deadline, () => reject(tooLate()));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Events of a stream as they are stored; none of a stream that does not exist. */
export async function* readingStream(
  connection: Connection,
  timeout: number,
  stream: string,
  from: bigint | undefined,
  options: ReadOptions,
): AsyncGenerator<RawEvent, void, undefined> {
  const { direction = 'forwards', limit, deadline = Infinity } = options;
  if (limit !== undefined && limit <= 0) return;
  const place = from ?? (direction === 'forwards' ? 'start' : 'end');
  try {
    yield* reading(connection, { timeout, deadline }, (client) =>
      client.readStream(stream, {
        direction,
        fromRevision: place,
        requiresLeader: true,
        ...(limit === undefined ? {} : { maxCount: limit }),
      }),
    );
  } catch (error) {
    if (isErrorType(error, 'stream-not-found')) return;
    if (isErrorType(error, 'stream-deleted')) throw new StreamDeleted(stream);
    throw unavailable(`${stream} cannot be read`, error);
  }
}

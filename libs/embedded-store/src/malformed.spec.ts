import { Client, Metadata, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { startEventStore, type EventStoreServer } from './start';
import { bytesField, numberField } from './wire/proto';
import { WireClient, batchRequest, newStream } from './wire-client.spec.contract';

/** Sections 2.4 to 2.7 of the protocol page: what is no request of the protocol gets a clear error, and the server stays. */
const STREAMS = '/event_store.client.streams.Streams';
const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);

let store: EventStoreServer;
let client: WireClient;
let raw: Client;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  client = new WireClient(store.port);
  raw = new Client(`127.0.0.1:${store.port}`, credentials.createInsecure());
});

afterAll(async () => {
  raw.close();
  client.close();
  await store.stop();
});

const same = (bytes: Buffer): Buffer => bytes;

const METHODS = ['Append', 'BatchAppend', 'Read', 'Delete', 'Tombstone'] as const;
type Method = (typeof METHODS)[number];

/** Sends bytes as they are; resolves with the status that the call ends with. */
function send(method: Method, bytes: Buffer): Promise<[status, string]> {
  return new Promise((resolve) => {
    const deadline = { deadline: Date.now() + 5000 };
    const done = (error: ServiceError | null): void => resolve(error ? [error.code, error.details] : [0, '']);
    if (method === 'Append') {
      const call = raw.makeClientStreamRequest(
        `${STREAMS}/Append`,
        same,
        same,
        new Metadata(),
        deadline,
        done,
      );
      call.write(bytes);
      call.end();
    } else if (method === 'BatchAppend') {
      const call = raw.makeBidiStreamRequest(`${STREAMS}/BatchAppend`, same, same, new Metadata(), deadline);
      call.on('data', () => undefined);
      call.on('error', (error: ServiceError) => done(error));
      call.on('end', () => done(null));
      call.write(bytes);
      call.end();
    } else if (method === 'Read') {
      const call = raw.makeServerStreamRequest(
        `${STREAMS}/Read`,
        same,
        same,
        bytes,
        new Metadata(),
        deadline,
      );
      call.on('data', () => undefined);
      call.on('error', (error: ServiceError) => done(error));
      call.on('end', () => done(null));
    } else raw.makeUnaryRequest(`${STREAMS}/${method}`, same, same, bytes, new Metadata(), deadline, done);
  });
}

async function stillServes(): Promise<void> {
  expect(await client.append(newStream(), [{}])).toMatchObject({ ok: '0' });
}

describe('bytes that are no message', () => {
  const garbage: [string, Buffer][] = [
    ['a number without an end', Buffer.from([0x08, 0xff, 0xff])],
    ['a field longer than its message', Buffer.from([0x0a, 0x7f, 0x01])],
    ['a length without an end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['field number 0', Buffer.from([0x02, 0x01, 0x41])],
    ['a group, which proto3 has not', Buffer.from([0x0b, 0x0c])],
    ['a number of eleven bytes', Buffer.from([0x08, ...Array<number>(11).fill(0xff), 0x01])],
    ['a fixed field that is cut', Buffer.from([0x09, 0x01])],
    ['text', Buffer.from('{"stream":"x"}')],
  ];

  it.each(garbage)('such as %s are an invalid argument', async (_name, bytes) => {
    for (const method of METHODS) {
      expect(await send(method, bytes)).toEqual([status.INVALID_ARGUMENT, expect.stringMatching(/\.$/)]);
    }
    await stillServes();
  });

  it('and nothing at all are an invalid argument', async () => {
    for (const method of METHODS) {
      expect((await send(method, Buffer.alloc(0)))[0]).toBe(status.INVALID_ARGUMENT);
    }
  });
});

describe(`true requests with damaged bytes (TEST_SEED=${SEED})`, () => {
  it('never end the server, nor as an unknown or internal error', async () => {
    const request = Buffer.from(
      batchRequest({ stream: newStream(), events: [{}, {}], expected: 'any' }).serializeBinary(),
    );
    const random = numbers(SEED);
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(request);
      for (let flips = 1 + (random() % 4); flips > 0; flips--)
        bytes[random() % bytes.length] = random() % 256;
      const cut = random() % 3 === 0 ? bytes.subarray(0, random() % bytes.length) : bytes;
      const method = METHODS[random() % METHODS.length] as Method;
      const [code, details] = await send(method, cut);
      const isProper = [status.OK, status.INVALID_ARGUMENT, status.FAILED_PRECONDITION].includes(code);
      expect(isProper ? 'a proper answer' : `${code} ${details} to ${method} ${cut.toString('hex')}`).toBe(
        'a proper answer',
      );
    }
    await stillServes();
  });
});

describe(`2,000 requests that no client would send (TEST_SEED=${SEED})`, () => {
  const random = numbers(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[random() % items.length] as Item;
  const nothing = Buffer.alloc(0);

  /** What stands where something else was meant. */
  const oddities = (): Buffer =>
    pick([
      () => nothing,
      () => Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
      () => Buffer.alloc(70_000, 'n'),
      () => Buffer.from('\0\ud800$$'),
      () => Buffer.from('6f9619ff-8b86-d011-b42d-00c04fc964fz'),
      () => numberField(1 + (random() % 6), pick([0, 7, 2 ** 31, 2 ** 52])),
      // -1 as a number of 64 bits.
      () => Buffer.from([0x10, ...Array<number>(9).fill(0xff), 0x01]),
      () => bytesField(1 + (random() % 9), Buffer.from('x')),
      () => bytesField(1, bytesField(1 + (random() % 4), bytesField(1, Buffer.from('x')))),
    ])();

  /** A message like those of the protocol, as deep as its own, whose fields are odd or missing. */
  const malformed = (depth: number): Buffer => {
    const fields = Array.from({ length: random() % 4 }, () => {
      const number = 1 + (random() % 12);
      return pick([
        () => bytesField(number, depth > 0 ? malformed(depth - 1) : oddities()),
        () => bytesField(number, oddities()),
        () => numberField(number, pick([0, 1, 2, 9, 2 ** 31, 2 ** 52])),
        () => Buffer.from([(number << 3) & 0x7f, ...Array<number>(9).fill(0xff), 0x01]),
      ])();
    });
    const message = Buffer.concat(fields);
    return random() % 5 === 0 ? message.subarray(0, random() % (message.length + 1)) : message;
  };

  const PATHS = [
    'streams.Streams/Append',
    'streams.Streams/BatchAppend',
    'streams.Streams/Read',
    'streams.Streams/Delete',
    'streams.Streams/Tombstone',
    ...['Create', 'Update', 'Delete', 'Read', 'GetInfo', 'ReplayParked', 'List'].map(
      (method) => `persistent_subscriptions.PersistentSubscriptions/${method}`,
    ),
    'gossip.Gossip/Read',
    'server_features.ServerFeatures/GetSupportedMethods',
  ];

  /** Every call as a stream both ways, so that messages may be too many, too few, or cut off by the caller. */
  const fire = (path: string, messages: readonly Buffer[], isAborted: boolean): Promise<string> =>
    new Promise((resolve) => {
      const deadline = { deadline: Date.now() + 20_000 };
      const call = raw.makeBidiStreamRequest(
        `/event_store.client.${path}`,
        same,
        same,
        new Metadata(),
        deadline,
      );
      const settle = ({ code, details }: { code: status; details: string }): void =>
        resolve(isProper(code, details) ? 'a proper answer' : `${code} ${details}`);
      // A read may have become a subscription, which does not end.
      call.on('data', () => call.cancel());
      call.on('error', () => undefined);
      call.on('status', settle);
      for (const message of messages) call.write(message);
      if (isAborted) call.cancel();
      else call.end();
    });

  const PROPER = [
    status.OK,
    status.CANCELLED,
    status.INVALID_ARGUMENT,
    status.FAILED_PRECONDITION,
    status.UNIMPLEMENTED,
    // Of a group that is not there, or is.
    status.NOT_FOUND,
    status.ALREADY_EXISTS,
  ];
  const isProper = (code: status, details: string): boolean =>
    PROPER.includes(code) ||
    // What gRPC itself says of a message that cannot be read, where nobody looks at what is in it.
    (code === status.INTERNAL && details.startsWith('Error deserializing request')) ||
    (code === status.UNKNOWN && details.startsWith('Unexpected ReadAllResult: '));

  it('get proper errors, and the server stays up and correct', async () => {
    const improper: string[] = [];
    const stream = newStream();
    await client.append(stream, [{}, {}]);
    const before = await client.read({ stream });
    const lane = async (): Promise<void> => {
      while (left-- > 0) {
        const path = pick(PATHS);
        const messages = Array.from({ length: random() % 3 }, () => malformed(3));
        const sent = `to ${path} ${messages.map((message) => message.toString('hex').slice(0, 400)).join(' ')}`;
        const answer = await fire(path, messages, random() % 10 === 0);
        if (answer !== 'a proper answer') improper.push(`${answer} ${sent}`);
      }
    };
    let left = 2000;
    await Promise.all(Array.from({ length: 50 }, lane));
    expect(improper).toEqual([]);
    expect(await client.read({ stream })).toEqual(before);
    await stillServes();
  });
});

describe('a service of the real server that this one has not', () => {
  it.each([
    'projections.Projections/Create',
    'users.Users/Create',
    'operations.Operations/StartScavenge',
    'monitoring.Monitoring/Stats',
  ])('such as %s is unimplemented', async (method) => {
    const error = await new Promise<ServiceError | null>((resolve) =>
      raw.makeUnaryRequest(`/event_store.client.${method}`, same, same, Buffer.alloc(0), resolve),
    );
    expect(error?.code).toBe(status.UNIMPLEMENTED);
  });
});

describe('a connection that speaks another protocol', () => {
  it('is closed, and others are served', async () => {
    const socket = createConnection(store.port, '127.0.0.1');
    socket.resume();
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
    await stillServes();
  });
});

describe('a client that goes in the middle of an append', () => {
  it('leaves nothing behind', async () => {
    const stream = newStream();
    const call = client.stubs.batchAppend();
    call.on('error', () => undefined);
    call.write(batchRequest({ stream, events: [{}], isFinal: false }));
    call.cancel();
    await once(call, 'close').catch(() => undefined);
    await stillServes();
    expect(await client.read({ stream })).toEqual(['not found']);
  });
});

/** The same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

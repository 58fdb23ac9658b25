import { Client, Metadata, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { startEventStore, type EventStoreServer } from './start';
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

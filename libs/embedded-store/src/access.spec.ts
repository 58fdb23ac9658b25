import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ServerFeaturesClient } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import { Metadata, credentials, type ServiceError } from '@grpc/grpc-js';
import { TEST_CERTIFICATE } from './certificate.spec.contract';
import { startEventStore, type EventStoreServer } from './start';
import { WireClient, batchRequest, newStream, type ReadOptions } from './wire-client.spec.contract';

/**
 * Section 2.3 of the protocol page: who may do what on a server with TLS and users, as a real one answered
 * (EventStoreDB 24.6.0). `+` allowed, `-` access denied, `?` not authenticated.
 */
const AUTHORITY = Buffer.from(TEST_CERTIFICATE.certificate);
const CALLERS = {
  anonymous: undefined,
  'a wrong password': 'admin:nope',
  'an unknown user': 'nobody:x',
  admin: 'admin:changeit',
  ops: 'ops:changeit',
  ann: 'ann:secret-1',
  bob: 'bob:secret-1',
} as const;

const acl = (list: object): string => JSON.stringify({ $acl: list });
const STAFF_ONLY = acl({ $r: 'staff', $w: ['staff'], $d: [], $mr: 'bob', $mw: '$admins' });

let store: EventStoreServer;
let clients: WireClient[];
let admin: WireClient;

beforeAll(async () => {
  store = await startEventStore({
    inMemory: true,
    tls: TEST_CERTIFICATE,
    users: [
      { name: 'ann', password: 'secret-1', groups: ['staff'] },
      { name: 'bob', password: 'secret-1', groups: [] },
    ],
  });
  clients = Object.values(CALLERS).map((user) => new WireClient(store.port, user, AUTHORITY));
  admin = clients[3] as WireClient;
  await admin.setMetadata('staffonly', STAFF_ONLY);
  await admin.setMetadata('public', acl({ $r: '$all', $w: '$all' }));
  await admin.setMetadata('nobody', acl({ $r: [], $w: [] }));
  await admin.setMetadata('$syspublic', acl({ $r: '$all', $w: '$all' }));
  for (const stream of ['plain', '$sys', 'staffonly', 'public', 'nobody', '$syspublic']) {
    await admin.append(stream, [{}]);
  }
});

afterAll(async () => {
  for (const client of clients) client.close();
  await store.stop();
});

function mark(code: number): string {
  return { 0: '+', 7: '-', 16: '?' }[code] ?? String(code);
}

/** Codes of statuses, and those inside of the replies of a batch. */
const codeOf = (answer: object): number => ('failed' in answer ? Number.parseInt(String(answer.failed)) : 0);

const append = (stream: string) => async (client: WireClient) => codeOf(await client.append(stream, [{}]));
const batch = (stream: string) => (client: WireClient) =>
  client.batchOne(stream, [{}], 'any').then(codeOf, (error: ServiceError) => error.code);
const read = (options: ReadOptions) => (client: WireClient) =>
  client
    .follow(options)
    .take(1)
    .then(
      () => 0,
      (error: ServiceError) => error.code,
    );
const ending = (kind: 'delete' | 'tombstone', metadata?: string) => async (client: WireClient) => {
  const stream = newStream();
  await admin.append(stream, [{}]);
  if (metadata) await admin.setMetadata(stream, metadata);
  return codeOf(await client[kind](stream));
};

const OPERATIONS: [string, (client: WireClient) => Promise<number>, string][] = [
  ['append to a stream', append('plain'), '-??++++'],
  ['append in a batch to a stream', batch('plain'), '-??++++'],
  ['read a stream', read({ stream: 'plain' }), '-??++++'],
  ['read a missing stream', read({ stream: 'missing' }), '-??++++'],
  ['subscribe to a stream', read({ stream: 'plain', subscribe: true }), '-??++++'],
  ['append to a system stream', append('$sys'), '-??+---'],
  ['append in a batch to a system stream', batch('$sys'), '-??+---'],
  ['read a system stream', read({ stream: '$sys' }), '-??+---'],
  ['read the whole log', read({}), '-??+---'],
  ['subscribe to the whole log', read({ subscribe: true }), '-??+---'],
  ['append to $all', append('$all'), '-??----'],
  ['append in a batch to $all', batch('$all'), '-??----'],
  ['delete $all', async (client) => codeOf(await client.delete('$all')), '-??----'],
  ['tombstone $all', async (client) => codeOf(await client.tombstone('$all')), '-??----'],
  ['append where $w names a group', append('staffonly'), '-??+-+-'],
  ['read where $r names a group', read({ stream: 'staffonly' }), '-??+-+-'],
  ['read metadata where $mr names a user', read({ stream: '$$staffonly' }), '-??+--+'],
  [
    'write metadata where $mw names a group',
    async (client) => codeOf(await client.setMetadata('staffonly', STAFF_ONLY)),
    '-??+---',
  ],
  ['append where $w is $all', append('public'), '-??++++'],
  ['read where $r is $all', read({ stream: 'public' }), '-??++++'],
  ['append where $w is empty', append('nobody'), '-??+---'],
  ['read where $r is empty', read({ stream: 'nobody' }), '-??+---'],
  ['read a system stream whose $r is $all', read({ stream: '$syspublic' }), '-??++++'],
  ['append to a system stream whose $w is $all', append('$syspublic'), '-??++++'],
  ['read the metadata of a stream', read({ stream: '$$plain' }), '-??++++'],
  ['write the metadata of a stream', (client) => append(`$$${newStream()}`)(client), '-??++++'],
  ['delete a stream', ending('delete'), '-??++++'],
  ['tombstone a stream', ending('tombstone'), '-??++++'],
  ['delete where $d is empty', ending('delete', STAFF_ONLY), '-??+---'],
];

describe(`section 2.3: ${Object.keys(CALLERS).join(', ')}`, () => {
  it.each(OPERATIONS)('may %s', async (_name, play, marks) => {
    const answers: string[] = [];
    for (const client of clients) answers.push(mark(await play(client)));
    expect(answers.join('')).toBe(marks);
  });

  it('may ask for features and gossip, but for those with wrong credentials', async () => {
    const channel = credentials.createSsl(AUTHORITY);
    const address = `localhost:${store.port}`;
    const [features, gossip] = [
      new ServerFeaturesClient(address, channel),
      new GossipClient(address, channel),
    ];
    const marks = await Promise.all(
      Object.values(CALLERS).map(async (user) => {
        const headers = new Metadata();
        if (user) headers.set('authorization', `Basic ${Buffer.from(user).toString('base64')}`);
        const code = (error: ServiceError | null): string => mark(error?.code ?? 0);
        const empty = new sharedPb.Empty();
        return Promise.all([
          new Promise<string>((resolve) =>
            features.getSupportedMethods(empty, headers, (e) => resolve(code(e))),
          ),
          new Promise<string>((resolve) => gossip.read(empty, headers, (e) => resolve(code(e)))),
        ]);
      }),
    );
    expect(marks.map((pair) => pair.join('')).join(' ')).toBe('++ ?? ?? ++ ++ ++ ++');
    features.close();
    gossip.close();
  });

  it('learn it from the errors that the client knows (section 2.12)', async () => {
    const anonymous = clients[0] as WireClient;
    expect(await anonymous.append('plain', [{}])).toEqual({
      failed: '7 Access Denied',
      trailers: { exception: 'access-denied' },
    });
    expect(await anonymous.batchOne('plain', [{}], 'any')).toEqual({
      failed: '7 AccessDenied',
      trailers: { type: 'type.googleapis.com/event_store.client.AccessDenied' },
    });
    expect(await clients[1]?.append('plain', [{}])).toEqual({ failed: '16 Unauthenticated', trailers: {} });
  });
});

describe('section 2.3: credentials', () => {
  it.each(['Basic %%%', 'Basic', 'Basic YWRtaW4=', 'Bearer abc', 'Basic OmNoYW5nZWl0', ''])(
    'in the header %j are not right',
    async (header) => {
      const headers = new Metadata();
      headers.set('authorization', header);
      const client = new ServerFeaturesClient(`localhost:${store.port}`, credentials.createSsl(AUTHORITY));
      const error = await new Promise<ServiceError | null>((resolve) =>
        client.getSupportedMethods(new sharedPb.Empty(), headers, resolve),
      );
      expect(error?.code).toBe(16);
      client.close();
    },
  );
});

describe('section 2.7: a link', () => {
  it('is resolved for whoever may read it, whatever they may do with the stream it leads to', async () => {
    const links = newStream();
    await admin.append(links, [{ type: '$>', data: Buffer.from('0@nobody') }]);
    const ann = clients[5] as WireClient;
    expect(await ann.read({ stream: links, resolve: true })).toMatchObject([
      { stream: 'nobody', revision: '0', link: `0@${links}` },
    ]);
  });
});

describe('section 2.6: an append of a batch', () => {
  it('is denied before anything else of it is looked at', async () => {
    const ann = clients[5] as WireClient;
    const late = { events: [{}], deadlineMs: -1000 };
    const anonymous = clients[0] as WireClient;
    expect(await ann.batch([batchRequest({ stream: 'nobody', ...late })])).toMatchObject([
      { answer: { failed: '7 AccessDenied' } },
    ]);
    expect(await anonymous.batch([batchRequest({ stream: null, ...late })])).toMatchObject([
      { answer: { failed: '7 AccessDenied' } },
    ]);
  });
});

describe('section 2.8: a subscriber who loses the right to read', () => {
  it('is told so, and the administrator goes on', async () => {
    const stream = newStream();
    await admin.append(stream, [{}]);
    const [ann, own] = [clients[5] as WireClient, admin].map((client) =>
      client.follow({ stream, subscribe: true }),
    );
    await ann?.take(3);
    await own?.take(3);
    await admin.setMetadata(stream, '{"$acl":{"$r":"bob"}}');
    await expect(ann?.take(1)).rejects.toMatchObject({ code: 7 });
    await admin.append(stream, [{ type: 'secret' }]);
    expect(await own?.take(1)).toMatchObject([{ type: 'secret' }]);
    own?.cancel();
  });

  it('is told so when it is the default that changes', async () => {
    const stream = newStream();
    await admin.append(stream, [{}]);
    const ann = (clients[5] as WireClient).follow({ stream, subscribe: true });
    await ann.take(3);
    const acl = { $userStreamAcl: { $r: 'bob' } };
    await admin.append('$settings', [{ type: 'update', data: Buffer.from(JSON.stringify(acl)) }]);
    await expect(ann.take(1)).rejects.toMatchObject({ code: 7 });
    await admin.append('$settings', [{ type: 'update', data: Buffer.from('{}') }]);
  });
});

describe('section 2.8: a subscriber whose right came from the defaults', () => {
  it('is told so when these end with their stream', async () => {
    const users = [{ name: 'ann', password: 'secret-1', groups: [] }];
    const own = await startEventStore({ inMemory: true, users });
    const [anybody, ann] = [undefined, CALLERS.ann].map((user) => new WireClient(own.port, user)) as [
      WireClient,
      WireClient,
    ];
    const acls = { $systemStreamAcl: { $r: 'ann' } };
    await anybody.append('$settings', [{ type: 'update', data: Buffer.from(JSON.stringify(acls)) }]);
    await anybody.append('$sys', [{}]);
    const following = ann.follow({ stream: '$sys', subscribe: true });
    await following.take(3);
    await anybody.tombstone('$settings');
    await anybody.append('$sys', [{ type: 'secret' }]);
    await expect(following.take(1)).rejects.toMatchObject({ code: 7 });
    anybody.close();
    ann.close();
    await own.stop();
  });
});

describe('section 2.3: the stream $settings', () => {
  it('says who may do what where a stream does not', async () => {
    const [, , , , ops, ann] = clients as [
      WireClient,
      WireClient,
      WireClient,
      WireClient,
      WireClient,
      WireClient,
    ];
    const acls = { $userStreamAcl: { $w: 'staff' }, $systemStreamAcl: { $r: ['$ops'] } };
    await admin.append('$settings', [{ type: 'update', data: Buffer.from(JSON.stringify(acls)) }]);
    expect(codeOf(await ann.append('plain', [{}]))).toBe(0);
    expect(codeOf(await ops.append('plain', [{}]))).toBe(7);
    expect(await read({})(ops)).toBe(0);
    expect(await read({})(ann)).toBe(7);
    await admin.append('$settings', [{ type: 'update', data: Buffer.from('{}') }]);
    expect(codeOf(await ops.append('plain', [{}]))).toBe(0);
  });
});

describe('section 2.3: a server without a certificate', () => {
  let open: EventStoreServer;

  beforeAll(async () => {
    open = await startEventStore({
      inMemory: true,
      users: [{ name: 'admin', password: 'other', groups: [] }],
    });
  });

  afterAll(() => open.stop());

  it('takes everybody for an administrator who sends no credentials, and looks at those that are sent', async () => {
    const answers: string[] = [];
    for (const user of [undefined, 'admin:changeit', 'admin:other', 'ops:changeit']) {
      const client = new WireClient(open.port, user);
      answers.push(mark(await append('$sys')(client)) + mark(await append('plain')(client)));
      client.close();
    }
    expect(answers.join(' ')).toBe('++ ?? ++ -+');
  });

  it('holds the events of a fresh database, those of its users among them (section 2.4)', async () => {
    const client = new WireClient(open.port);
    const streams = (await client.read({})).map((message) =>
      typeof message === 'object' ? `${message.revision}@${message.stream} ${message.type}` : message,
    );
    expect(streams.slice(0, 7)).toEqual([
      '0@$$$scavenges $metadata',
      '0@$$$user-admin $metadata',
      '0@$user-admin $UserCreated',
      '0@$users $User',
      '0@$$$user-ops $metadata',
      '0@$user-ops $UserCreated',
      '1@$users $User',
    ]);
    client.close();
  });
});

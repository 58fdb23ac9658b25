import { openMemory } from './log/database';
import { EventLog } from './log/log';
import { newEventId, readDefaultAccess, readMetadata } from './log/stream-metadata';
import { firstVisible } from './log/visible';
import { startEventStore, type EventStoreServer } from './start';
import { WireClient, brief, newStream } from './wire-client.spec.contract';

/** Section 2.10 of the protocol page: stream metadata, as a real server took it (EventStoreDB 24.6.0). */
let store: EventStoreServer;
let client: WireClient;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  client = new WireClient(store.port);
});

afterAll(async () => {
  client.close();
  await store.stop();
});

async function seed(stream: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await client.append(stream, [{}]);
}

const revisions = async (stream: string): Promise<string> =>
  (await client.read({ stream })).map((message) => brief(message).split(' ')[0]).join('');

/** What a stream of four events shows with this metadata. */
const SHOWN: [string, string][] = [
  ['{"$maxCount":2}', '23'],
  ['{"$maxCount":0}', '0123'],
  ['{"$maxCount":-1}', '0123'],
  ['{"$maxCount":"2"}', '0123'],
  ['{"$maxCount":1.5}', '0123'],
  ['{"$maxCount":99999999999999999999}', '0123'],
  ['{"$tb":2}', '23'],
  ['{"$tb":9223372036854775807}', 'not'],
  ['{"$tb":9223372036854775808}', '0123'],
  ['{"$tb":-1}', '0123'],
  ['{"$tb":2.0}', '0123'],
  ['{"$maxAge":100}', '0123'],
  ['{"$maxAge":0}', '0123'],
  ['{"$maxAge":0.5}', '0123'],
  ['nope', '0123'],
  ['[1]', '0123'],
  ['null', '0123'],
  ['', '0123'],
  ['{"$acl":{}}', '0123'],
  ['{"$maxCount":2,"$tb":2}', '23'],
  ['{"$maxCount":1,"$tb":1}', '3'],
  ['{"$maxCount":1,"$maxCount":3}', '123'],
  ['{"$cacheControl":10,"$maxCount":2}', '23'],
  ['{"$cacheControl":"10","$maxCount":2}', '0123'],
  ['{"$maxCount":2,"$acl":{"$r":5}}', '0123'],
  ['{"$maxCount":2,"$acl":5}', '0123'],
  ['{"x":1,"$x":2}', '0123'],
];

describe('section 2.10: a stream of four events', () => {
  it.each(SHOWN)(
    'with the metadata %s shows %s, and takes the next append at revision 4',
    async (json, shown) => {
      const stream = newStream();
      await seed(stream, 4);
      expect(await client.setMetadata(stream, json)).toMatchObject({ ok: '0' });
      expect(await revisions(stream)).toBe(shown);
      expect(await client.append(stream, [{}], 3)).toMatchObject({ ok: '4' });
    },
  );

  it('shows older events again when $maxCount is raised', async () => {
    const stream = newStream();
    await seed(stream, 4);
    await client.setMetadata(stream, '{"$maxCount":1}');
    expect(await revisions(stream)).toBe('3');
    await client.setMetadata(stream, '{"$maxCount":10}');
    expect(await revisions(stream)).toBe('0123');
  });

  it('takes an event of any type in its metastream for metadata', async () => {
    const stream = newStream();
    await seed(stream, 4);
    await client.append(`$$${stream}`, [{ type: 'other', data: Buffer.from('{"$maxCount":1}') }]);
    expect(await revisions(stream)).toBe('3');
  });
});

describe('section 2.10: a metastream', () => {
  it('shows its newest event only, whatever is said of it', async () => {
    const stream = newStream();
    for (const n of [0, 1, 2]) await client.setMetadata(stream, `{"n":${n}}`);
    await client.setMetadata(`$$${stream}`, '{"$maxCount":3}');
    expect(await revisions(`$$${stream}`)).toBe('2');
    expect((await client.read({ stream: `$$${stream}`, from: 1 })).map(brief)).toEqual(['2 $metadata']);
    expect(await client.read({ stream })).toEqual(['not found']);
  });

  it('knows a repeat of its newest event with its position', async () => {
    const metastream = `$$${newStream()}`;
    const event = { id: '6f9619ff-8b86-4011-b42d-00c04fc964ff', type: '$metadata' };
    const first = await client.append(metastream, [event], 'no_stream');
    expect(await client.append(metastream, [event], 'no_stream')).toEqual(first);
    expect(await client.append(metastream, [event], 'any')).toEqual(first);
  });
});

describe('section 2.5: a stream that was soft deleted', () => {
  const newest = async (stream: string): Promise<string> => {
    const [event] = await client.read({ stream: `$$${stream}`, from: 'end', back: true, count: 1 });
    return typeof event === 'object' ? `${event.revision} ${event.data}` : String(event);
  };

  it('is written again after what it had, its metadata replaced by the delete', async () => {
    const stream = newStream();
    await seed(stream, 2);
    await client.setMetadata(stream, '{"mine":1}');
    await client.delete(stream);
    expect(await newest(stream)).toBe('1 {"$tb":9223372036854775807}');
    expect(await client.append(stream, [{}, {}])).toMatchObject({ ok: '3' });
    expect(await newest(stream)).toBe('2 {"$tb":2}');
    expect(await client.batchOne(stream, [{}], 3)).toMatchObject({ ok: '4' });
    expect(await revisions(stream)).toBe('234');
    expect((await client.follow({ stream, subscribe: true }).take(5)).map(brief)).toEqual([
      'confirmation',
      '2 t',
      '3 t',
      '4 t',
      'caught up',
    ]);
  });

  it('comes back empty when its metadata is written, which keeps every digit', async () => {
    const stream = newStream();
    await seed(stream, 3);
    await client.delete(stream);
    const json = '{"big":12345678901234567890,"float":2.50,"text":"7"}';
    expect(await client.setMetadata(stream, json)).toMatchObject({ ok: '1' });
    expect(await newest(stream)).toBe('2 {"big":12345678901234567890,"float":2.50,"text":"7","$tb":3}');
    expect(await client.read({ stream })).toEqual([]);
  });

  it('still knows what was appended before, without a position', async () => {
    const stream = newStream();
    const id = '00000000-0000-4000-8000-000000000001';
    await client.append(stream, [{ id }], 'no_stream');
    await client.delete(stream);
    expect(await client.append(stream, [{ id }])).toEqual({ ok: '0', position: undefined });
    expect(await client.append(stream, [{ id }], 'no_stream')).toEqual({ ok: '0', position: undefined });
    expect(await client.read({ stream })).toEqual(['not found']);
    const another = '00000000-0000-4000-8000-000000000002';
    expect(await client.append(stream, [{ id: another }], 'no_stream')).toMatchObject({ ok: '1' });
    expect(await client.append(stream, [{ id: another }], 'no_stream')).toMatchObject({ wrong: '1' });
  });
});

describe('section 2.10: metadata that nothing sensible can be done with', () => {
  it.each<[string, string]>([
    ['nested a hundred thousand deep', `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['with a text of a megabyte', `{"x":"${'\\\\'.repeat(260_000)}"}`],
    ['that never ends', `{"x":"${'y'.repeat(500_000)}`],
    ['of quotes without an end', `"${'\\"'.repeat(500_000)}`],
    ['of numbers only', `[${'0,'.repeat(500_000)}0]`],
  ])('such as one %s is recorded, and harms nobody', async (_name, json) => {
    const stream = newStream();
    await seed(stream, 1);
    await client.delete(stream);
    expect(await client.setMetadata(stream, json)).toMatchObject({ ok: '1' });
    expect(await client.append(stream, [{}])).toMatchObject({ ok: '1' });
  });

  it('because it is too long is refused, and leaves a stream that has it to administrators', async () => {
    const long = Buffer.from(`{"$acl":{"$r":"ann"},"x":"${'y'.repeat(1024 * 1024)}"}`);
    const nobody = { read: [], write: [], delete: [], readMetadata: [], writeMetadata: [] };
    expect(readMetadata(long).access).toEqual(nobody);
    expect(readDefaultAccess(long)).toEqual({ user: nobody, system: nobody });
    const generous = await startEventStore({ inMemory: true, maxAppendSize: 4 * 1024 * 1024 });
    const other = new WireClient(generous.port);
    for (const stream of ['$$s', '$settings']) {
      expect(await other.append(stream, [{ data: long }])).toMatchObject({
        failed: '3 The metadata of a stream, and $settings, may have 1048576 characters.',
      });
      expect(await other.batchOne(stream, [{ data: long }], 'any')).toMatchObject({ failed: '3 BadRequest' });
    }
    expect(await other.append('s', [{ data: long }])).toMatchObject({ ok: '0' });
    other.close();
    await generous.stop();
  });

  it('of a metastream that was tombstoned counts as none, and the stream cannot be soft deleted any more', async () => {
    const stream = newStream();
    await seed(stream, 2);
    await client.setMetadata(stream, '{"$maxCount":1}');
    await client.tombstone(`$$${stream}`);
    expect(await revisions(stream)).toBe('01');
    expect(await client.delete(stream)).toMatchObject({ trailers: { exception: 'stream-deleted' } });
    expect(await client.append(stream, [{}])).toMatchObject({ ok: '2' });
  });
});

describe('section 2.5: a repeat of an event that is truncated by now', () => {
  it.each(['any', 'no_stream'] as const)('expecting %s succeeds without a position', async (expected) => {
    const stream = newStream();
    const id = '00000000-0000-4000-8000-000000000003';
    await client.append(stream, [{ id }, {}, {}], 'no_stream');
    await client.setMetadata(stream, '{"$tb":2}');
    const known = { ok: '0', position: undefined };
    expect(await client.append(stream, [{ id }], expected)).toEqual(known);
    expect(await client.batchOne(stream, [{ id }], expected)).toEqual(known);
  });
});

describe('section 2.10: $maxAge', () => {
  const log = new EventLog(openMemory());
  const event = (data = '{}') => ({
    id: newEventId(),
    type: 't',
    isJson: true,
    data: Buffer.from(data),
    metadata: Buffer.alloc(0),
  });
  const NOON = 1_800_000_000_000;

  beforeAll(() => {
    log.begin();
    for (let second = 0; second < 100; second++) log.append('s', 'any', [event()], NOON + second * 1000);
    log.append('$$s', 'any', [event('{"$maxAge":10,"$tb":40}')], NOON + 100_000);
    log.commit();
  });

  afterAll(() => log.close());

  it.each([
    [99, 89],
    [100.5, 91],
    [45, 40],
    [109, 99],
    [110, 100],
  ])('hides at second %d what is before revision %d', (second, first) => {
    expect(firstVisible(log.reader, log.stream('s'), NOON + second * 1000)).toBe(first);
  });

  it('hides nothing of the whole log (section 2.7)', () => {
    expect(log.reader.all(0, false, 200)).toHaveLength(101);
  });

  it('is in seconds, and holds its own with the other limits', () => {
    expect(readMetadata(Buffer.from('{"$maxAge":3,"$maxCount":7,"$tb":5}'))).toMatchObject({
      maxAge: 3000,
      maxCount: 7,
      truncateBefore: 5,
    });
  });
});

// The main roads of a store with a client of a later generation, unmodified. In a process of its own: the generated
// classes of both clients have the same names in the global object, so that neither works beside the other.
//   node kurrent-client.mjs <port>
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import {
  KurrentDBClient,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  binaryEvent,
  jsonEvent,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';

const [, , port] = process.argv;
const client = KurrentDBClient.connectionString(`kurrentdb://127.0.0.1:${port}?tls=false`);
const counted = (n) => jsonEvent({ type: 'counted', data: { n } });
const newStream = () => `s-${randomUUID()}`;

async function collect(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const roads = {
  async 'appends where it expects to, and repeats without harm'() {
    const stream = newStream();
    const events = [counted(1), counted(2), binaryEvent({ type: 'bytes', data: Buffer.from([0, 255]) })];
    const none = { streamState: 'no_stream' };
    const { success, nextExpectedRevision } = await client.appendToStream(stream, events, none);
    assert.deepEqual([success, nextExpectedRevision], [true, 2n]);
    assert.equal((await client.appendToStream(stream, events, none)).nextExpectedRevision, 2n);
    const wrong = client.appendToStream(stream, counted(9), { streamState: 0n });
    await assert.rejects(wrong, WrongExpectedVersionError);
    const read = await collect(client.readStream(stream));
    assert.deepEqual(
      read.map(({ event }) => event.type),
      ['counted', 'counted', 'bytes'],
    );
    const last = { direction: 'backwards', fromRevision: 'end', maxCount: 1 };
    const [{ event }] = await collect(client.readStream(stream, last));
    assert.deepEqual([event.revision, [...event.data]], [2n, [0, 255]]);
  },

  async 'sets metadata, deletes, and ends a stream for good'() {
    const stream = newStream();
    await client.appendToStream(stream, [counted(1), counted(2)]);
    await client.setStreamMetadata(stream, { maxCount: 1, mine: 'x' });
    const { metadata } = await client.getStreamMetadata(stream);
    assert.deepEqual(metadata, { maxCount: 1, mine: 'x' });
    assert.equal((await collect(client.readStream(stream))).length, 1);
    await client.deleteStream(stream);
    await assert.rejects(collect(client.readStream(stream)), StreamNotFoundError);
    await client.tombstoneStream(stream);
    await assert.rejects(client.appendToStream(stream, counted(3)), StreamDeletedError);
  },

  async 'follows a stream, and the whole log by a filter'() {
    const stream = newStream();
    await client.appendToStream(stream, counted(1));
    const filter = streamNameFilter({ prefixes: [stream] });
    const take = async (subscription) => {
      const revisions = [];
      for await (const { event } of subscription) {
        revisions.push(event.revision);
        if (revisions.length === 2) return revisions;
      }
    };
    const taken = [client.subscribeToStream(stream), client.subscribeToAll({ filter })].map(take);
    await client.appendToStream(stream, counted(2));
    assert.deepEqual(await Promise.all(taken), [
      [0n, 1n],
      [0n, 1n],
    ]);
  },

  async 'finds the node by gossip'() {
    const place = `kurrentdb+discover://127.0.0.1:${port}?tls=false`;
    const discovering = KurrentDBClient.connectionString(place);
    assert.equal((await collect(discovering.readAll({ maxCount: 1 }))).length, 1);
    await discovering.dispose();
  },
};

for (const [name, road] of Object.entries(roads)) {
  const problem = await road().then(
    () => 'as expected',
    (error) => error.stack,
  );
  console.log(`${name}: ${problem}`);
}
process.exit(0);

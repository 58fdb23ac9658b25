import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEventStore, type EventStoreServer } from '@countersign/embedded-store';

describe('an order', () => {
  let store: EventStoreServer;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await startEventStore({ inMemory: true });
    client = EventStoreDBClient.connectionString(store.connectionString);
  });

  afterAll(async () => {
    await client.dispose();
    await store.stop();
  });

  it('is placed once', async () => {
    const placed = jsonEvent({ type: 'OrderPlaced', data: { total: 12 } });
    await client.appendToStream('order-1', placed, { expectedRevision: 'no_stream' });
    const again = client.appendToStream('order-1', jsonEvent({ type: 'OrderPlaced', data: { total: 13 } }), {
      expectedRevision: 'no_stream',
    });
    await expect(again).rejects.toMatchObject({ actualVersion: 0n });
    const totals: unknown[] = [];
    for await (const { event } of client.readStream('order-1')) totals.push(event?.data);
    expect(totals).toEqual([{ total: 12 }]);
  });
});

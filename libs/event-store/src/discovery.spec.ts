import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { stopwatch } from '../../testing/src/stopwatch';
import { type Log, StoreUnavailable } from './log';
import { openLog } from './open-log';

describe('a store that is discovered', () => {
  it('is found, is missed in time while it is away, and is found again', async () => {
    let store: EventStoreServer = await startEventStore({ inMemory: true });
    const { port } = store;
    const log = openLog({
      connectionString: `esdb+discover://127.0.0.1:${port}?tls=false`,
      readTimeout: 300,
    });
    try {
      for (let round = 0; round < 5; round += 1) {
        expect(await found(log)).not.toBeNull();
        await store.stop();
        const elapsed = stopwatch();
        await expect(log.head()).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(log.head()).rejects.toBeInstanceOf(StoreUnavailable);
        expect(elapsed()).toBeLessThan(2_000);
        store = await startEventStore({ inMemory: true, port });
      }
      expect(await found(log)).not.toBeNull();
    } finally {
      await log.close();
      await store.stop();
    }
  });
});

/** The head, as soon as the store answers. */
async function found(log: Log): ReturnType<Log['head']> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await log.head();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

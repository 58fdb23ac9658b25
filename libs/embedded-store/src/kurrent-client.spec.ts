import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEventStore } from './start';

describe('a client of a later generation, @kurrent/kurrentdb-client 1.3.1', () => {
  it('gets along with the store on the main roads', async () => {
    const store = await startEventStore({ inMemory: true });
    const script = join(__dirname, '../test/kurrent-client.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script, String(store.port)], {
      timeout: 20_000,
    });
    await store.stop();
    expect(stdout.trim().split('\n')).toEqual([
      'appends where it expects to, and repeats without harm: as expected',
      'sets metadata, deletes, and ends a stream for good: as expected',
      'follows a stream, and the whole log by a filter: as expected',
      'finds the node by gossip: as expected',
    ]);
  });
});

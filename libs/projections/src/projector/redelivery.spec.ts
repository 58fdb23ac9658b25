import type { LogEntry, Position } from '@countersign/event-store';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { counts } from '../../../testing/src/counts';
import { project } from './history.spec-support';
import { inBatches, madeUpEntries, madeUpLog, random } from './made-up-log.spec-support';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const EVENTS = counts(2_500, 100_000);

const entries = madeUpEntries(EVENTS, SEED);
const head = entries.at(-1)?.position as Position;

/** Each entry one to five times, and every so often a batch of long ago. */
function redelivered(): LogEntry[][] {
  const pick = random(SEED + 1);
  const batches: LogEntry[][] = [];
  for (let from = 0; from < entries.length;) {
    const size = 1 + pick(200);
    const batch = entries.slice(from, from + size);
    for (let times = 1 + pick(5); times > 0; times -= 1) batches.push(batch);
    batches.push(batch.flatMap((entry) => Array.from({ length: 1 + pick(5) }, () => entry)));
    if (pick(4) === 0) {
      const old = pick(from + 1);
      batches.push(entries.slice(old, old + 1 + pick(300)));
    }
    from += size;
  }
  return batches;
}

const dumps = new Map<string, string>();

describeOnDatabases(`${EVENTS} events of a random history (SEED=${SEED})`, (databases) => {
  it('leave the same tables when each is delivered one to five times, old batches late', async () => {
    const once = await project(head, {
      database: await databases().fresh(),
      log: madeUpLog(entries, inBatches(entries, 500)),
    });
    expect(once.split('\n').length).toBeGreaterThan(EVENTS / 4);
    const again = await project(head, {
      database: await databases().fresh(),
      log: madeUpLog(entries, redelivered()),
    });
    expect(again === once).toBe(true);
    dumps.set(databases().kind, once);
  }, 600_000);

  it('leave the same tables in every kind of database', () => {
    expect(new Set(dumps.values()).size).toBe(1);
  });
});

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventId, type EventContext, type Log, openLog, reviewStream } from '@countersign/event-store';
import { cleanUp, newFolder, printed, run, startStore } from './support/programs';

jest.setTimeout(120_000);

const WORKSPACE = randomUUID();
const SYNCS = 'trace=fsync,fdatasync,sync_file_range,msync';

let log: Log | undefined;
beforeAll(prepareStrace);
afterEach(async () => {
  await log?.close();
  await cleanUp();
});

describe('the embedded store', () => {
  it('syncs at least once for every group of appends that it acknowledges', async () => {
    const store = await startStore(await newFolder());
    const report = join(await newFolder(), 'syncs');
    const tracer = run('strace', ['-f', '-e', SYNCS, '-o', report, '-p', String(store.pid)]);
    await printed(tracer, /attached/);
    log = openLog({ connectionString: store.connectionString });

    const groups = 100;
    for (let group = 0; group < groups; group += 1) expect(await append(log)).toBe('appended');
    await tracer.end('SIGINT');

    const syncs = (await readFile(report, 'utf8')).match(/(fsync|fdatasync)\(\d+\) += 0/g) ?? [];
    expect(syncs.length).toBeGreaterThanOrEqual(groups);
  });

  it('acknowledges nothing when the disk does not sync, and ends', async () => {
    const dataDir = await newFolder();
    const store = await startStore(dataDir);
    log = openLog({ connectionString: store.connectionString });
    expect(await append(log)).toBe('appended');

    const inject = 'inject=fsync,fdatasync:error=EIO';
    const tracer = run('strace', [
      '-f',
      '-e',
      SYNCS,
      '-e',
      inject,
      '-o',
      '/dev/null',
      '-p',
      String(store.pid),
    ]);
    await printed(tracer, /attached/);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => append(log as Log)));
    expect(outcomes).toEqual(Array.from({ length: 8 }, () => 'StoreUnavailable'));
    expect(await store.ended).not.toBe(0);
  });
});

async function append(to: Log): Promise<string> {
  const stream = reviewStream(WORKSPACE, randomUUID());
  const context: EventContext = {
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    requestDigest: 'none',
    workspace: WORKSPACE,
    api: 'test',
    traceparent: null,
  };
  const draft = { id: eventId(stream, context.commandId, 0), type: 'ReviewRequested', data: { at: 1 } };
  try {
    return (await to.append(stream, null, [draft], context)).kind;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** The one tool that can show a sync; installed where it is missing. */
function prepareStrace(): void {
  if (spawnSync('strace', ['--version']).status === 0) return;
  spawnSync('apt-get', ['update'], { stdio: 'ignore' });
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'strace'], { stdio: 'ignore' });
  if (spawnSync('strace', ['--version']).status !== 0) {
    throw new Error('these tests need strace, and it could not be installed: apt-get install strace');
  }
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log } from '@countersign/event-store';
import { approve, bob, dave, mallory, requested } from '@countersign/testing';
import { openViews } from './open-views';
import type { OpenedViews } from './open-views';
import { Recorder } from './recorder.spec-support';

let folder: string;
let store: EventStoreServer;
let log: Log;
let views: OpenedViews;
let recorder: Recorder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-views-'));
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  recorder = new Recorder(log);
  views = await openViews({ database: { file: join(folder, 'views.sqlite') }, log });
  views.start();
});
afterAll(async () => {
  await views.close();
  await log.close();
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a review that was asked for and approved', () => {
  it('is read as its stream folds', async () => {
    const id = randomUUID();
    await recorder.record(requested({ review: id }), id);
    const { review, position } = await recorder.record(approve(bob), id);
    expect(await views.progress.waitFor(position, 5_000)).toBe(true);
    expect(await views.reviews.byId(bob, id)).toEqual(review);
    expect(await views.reviews.byId(mallory, id)).toBeNull();
    expect(await views.reviews.byId(dave, id)).toEqual(review);
    expect(await views.work.due(Date.now(), 10)).toMatchObject([{ review: { id } }]);
  });
});

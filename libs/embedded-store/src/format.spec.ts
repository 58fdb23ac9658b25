import Database from 'libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolder } from './log/database';
import { EventLog } from './log/log';
import { newEventId } from './log/stream-metadata';
import { firstVisible } from './log/visible';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-format-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function setFormat(version: number): void {
  const database = new Database(join(folder, 'log.db'));
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

const event = (data: string) => ({
  id: newEventId(),
  type: 't',
  isJson: true,
  data: Buffer.from(data),
  metadata: Buffer.alloc(0),
});

describe('the folder of a store', () => {
  it('of the format before opens, and its metadata counts', () => {
    const before = new EventLog(openFolder(folder));
    before.begin();
    before.append('s', 'any', [event('1'), event('2'), event('3')], 0);
    before.append('$$s', 'any', [event('{"$maxCount":1}')], 0);
    before.commit();
    before.close();
    setFormat(1);
    const log = new EventLog(openFolder(folder));
    const stream = log.stream('s');
    expect(stream.last).toBe(2);
    expect(firstVisible(log.reader, stream, 0)).toBe(2);
    log.close();
  });

  it('of the format before opens, and the ids of its events are known', () => {
    const connections = openFolder(folder);
    const before = new EventLog(connections);
    const events = Array.from({ length: 700 }, () => event('1'));
    const first = events.slice(0, 1);
    before.begin();
    before.append('s', 'any', events, 0);
    before.commit();
    connections.writer.exec('DROP TABLE ids; CREATE INDEX events_by_id ON events (stream, id)');
    before.close();
    setFormat(2);
    for (const _opening of ['moves', 'finds it moved']) {
      const log = new EventLog(openFolder(folder));
      log.begin();
      expect(log.append('s', 'any', first, 0)).toMatchObject({ kind: 'success', revision: 0 });
      expect(log.append('s', 'any', [...first, event('2')], 0)).toMatchObject({ current: 699 });
      log.commit();
      log.close();
    }
  });

  it('keeps deletes and tombstones over a restart', () => {
    const before = new EventLog(openFolder(folder));
    before.begin();
    before.append('soft', 'any', [event('1')], 0);
    before.delete('soft', 'any', 0);
    before.append('hard', 'any', [event('1')], 0);
    before.tombstone('hard', 'any', 0);
    before.commit();
    before.close();
    const log = new EventLog(openFolder(folder));
    expect(log.stream('soft').metadata.isSoftDeleted).toBe(true);
    expect(log.isTombstoned('soft')).toBe(false);
    expect(log.isTombstoned('hard')).toBe(true);
    expect(log.isTombstoned('$$hard')).toBe(true);
    log.begin();
    expect(log.append('hard', 'any', [event('2')], 0)).toEqual({ kind: 'stream-deleted' });
    expect(log.append('soft', 'no_stream', [event('2')], 0)).toMatchObject({ revision: 1 });
    log.commit();
    expect(log.stream('soft').metadata).toMatchObject({ isSoftDeleted: false, truncateBefore: 1 });
    log.close();
  });

  it('of a format that is not known yet is refused', () => {
    openFolder(folder).close();
    setFormat(99);
    expect(() => openFolder(folder)).toThrow('written by a newer version of this store (format 99');
  });
});

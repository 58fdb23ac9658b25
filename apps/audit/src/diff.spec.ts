import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogReader } from '@countersign/event-store';
import Sqlite from 'libsql';
import { recordedHistory, viewsAt } from '../../../libs/projections/src/projector/history.spec-support';
import { readModel } from '../../../libs/projections/src/read-model/read-model';
import { diff } from './diff';

describe('a comparison of the views', () => {
  it('that is cut short after a row that differs has found that rows differ', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-diff-'));
    const history = await recordedHistory(1);
    const log = openLogReader({ connectionString: history.connectionString });
    try {
      const database = { file: join(folder, 'views.sqlite') };
      await (await viewsAt(history.head, { database, log: history.log })).close();
      const views = new Sqlite(database.file);
      views.exec(`update reviews_v${readModel.version} set size = size + 1`);
      views.close();
      const reader = new AbortController();
      const voice = {
        ...{ isJson: false, isDrawn: false },
        answer: () => Promise.resolve(reader.abort()),
        print: () => Promise.resolve(),
        progress: () => undefined,
        warn: () => undefined,
      };
      expect(await diff({ log, database, signal: reader.signal, voice })).toBe(1);
      await expect(diff({ log, database, signal: AbortSignal.abort(), voice })).rejects.toThrow();
    } finally {
      await log.close();
      await history.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

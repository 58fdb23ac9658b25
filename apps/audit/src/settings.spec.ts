import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from './settings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a data folder', () => {
  it('is taken where a store has its log in it', () => {
    mkdirSync(join(folder, 'store'));
    writeFileSync(join(folder, 'store', 'log.db'), '');
    expect(readSettings({ DATA_DIR: folder })).toMatchObject({ storeDir: join(folder, 'store') });
  });

  it('is refused where there is none', () => {
    expect(() => readSettings({ DATA_DIR: folder })).toThrow(/no store has its log there/);
  });

  it('need not be there where both store and database are elsewhere', () => {
    const elsewhere = {
      DATA_DIR: join(folder, 'none'),
      EVENTSTORE_CONNECTION_STRING: 'esdb://node:2113',
      DATABASE_URL: 'postgres://db/views',
    };
    expect(readSettings(elsewhere)).toMatchObject({ database: { url: 'postgres://db/views' } });
    const withoutViews = { ...elsewhere, DATABASE_URL: '' };
    expect(() => readSettings(withoutViews)).toThrow(/no such folder/);
    expect(() => readSettings(withoutViews, true)).not.toThrow();
  });
});

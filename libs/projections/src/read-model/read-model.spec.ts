import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { createTable } from '../database/create-table';
import { tableNamesOf } from '../database/table';
import { project, recordedHistory } from '../projector/history.spec-support';
import { readModel, tablesOf } from './read-model';

/**
 * What version this is of. Where one of the other two changes, the version does, and all three are written anew here;
 * unless nobody has run that version yet.
 */
const KNOWN = {
  version: 8,
  tables: '7fcf6375b1eacfb2',
  rows: 'dc20ba92405c758a',
};

/** Of the statements that make tables and indexes; nothing is asked. */
const WRITERS = [
  {
    kind: 'sqlite' as const,
    write: new Kysely<unknown>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }),
  },
  {
    kind: 'postgres' as const,
    write: new Kysely<unknown>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
  },
];

describe('the version of the read model', () => {
  it('is another one where tables, or what is folded into them, are others', async () => {
    const tables = tablesOf(readModel).map(({ indexedTexts, ...table }) => ({
      ...table,
      indexedTexts: [...indexedTexts],
    }));
    const names = tableNamesOf({ version: 0, build: 0 });
    const statements = WRITERS.map((writer) =>
      tablesOf(readModel).map((table) => createTable(writer, table, names)),
    );
    const rows = await rowsOfAFixedHistory();
    expect({
      version: readModel.version,
      tables: digest(JSON.stringify([tables, statements])),
      rows: digest(rows),
    }).toEqual(KNOWN);
  }, 60_000);
});

/** Ids, digests and times of recording are others in each run: they are named by their places. */
async function rowsOfAFixedHistory(): Promise<string> {
  const history = await recordedHistory(3);
  const folder = await mkdtemp(join(tmpdir(), 'countersign-rows-'));
  try {
    const names = new Map<string, string>();
    const now = new Set<string>();
    let random = 0;
    const named = (text: string): string => names.get(text) ?? text;
    for (const entry of history.entries) {
      if (entry.kind !== 'event') continue;
      const told = JSON.stringify([entry.id, entry.event.stream, entry.event.data, entry.event.envelope]);
      for (const [text] of told.matchAll(RANDOM)) {
        if (names.has(text)) continue;
        names.set(text, `<${random}>`);
        random += 1;
      }
      names.set(String(entry.event.created), '<recorded>');
      for (const [step, ms] of [900_000, 86_400_000].entries())
        now.add(`${step},${Math.floor(entry.event.created / ms)}`);
    }
    const database = { file: join(folder, 'views.sqlite') };
    const dump = await project(history.head, { database, log: history.log });
    // Nobody knows in how many quarters of an hour, or on which day, they are recorded.
    const isOfNow = (line: string) => now.has(/^fact_times \["[^"]*",(\d+,\d+),/.exec(line)?.[1] ?? '');
    const kept = dump.split('\n').filter((line) => !isOfNow(line));
    const lines = kept.map((line) => line.replace(RANDOM, named).replace(/\d{13}/g, named));
    return lines.sort().join('\n');
  } finally {
    await history.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const RANDOM = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}/g;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

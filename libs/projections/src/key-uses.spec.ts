import { OTHER_WORKSPACE, WORKSPACE } from '@countersign/testing';
import { describeOnDatabases } from '../../testing/src/test-databases';
import { migrate } from './database/migrations';
import { openDatabase } from './database/open-database';
import type { ViewsDatabase } from './database/database';
import { KeyUseBook } from './key-uses';

const [ONE, OTHER] = [
  '7c1f5a52-9d6e-4a8b-8c1d-3f2e4b5a6978',
  '0b7d2c11-5a0e-4b43-9a34-6f1f0c9e2d55',
] as const;
const BOTH = [ONE, OTHER];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const use = (key: string, workspace = WORKSPACE) => ({ workspace, credential: `key:${key}` });

describeOnDatabases('uses of API keys', (databases) => {
  let database: ViewsDatabase;
  let now: number;
  let warnings: string[];
  beforeEach(async () => {
    database = await openDatabase(await databases().fresh(), 5_000);
    await migrate(database);
    now = 1_800_000_000_000;
    warnings = [];
  });
  afterEach(() => database.close());
  const open = (over = database) => new KeyUseBook(over, { warn: (text) => warnings.push(text) }, () => now);

  it('are written a moment later, the last of each key, and kept', async () => {
    const book = open();
    book.note(use(ONE));
    now += MINUTE;
    book.note(use(ONE));
    book.note(use(OTHER));
    book.note(use(OTHER, OTHER_WORKSPACE));
    await book.stop();
    expect(await open().last(WORKSPACE, BOTH)).toEqual(
      new Map([
        [ONE, now],
        [OTHER, now],
      ]),
    );
  });

  it('are noted of each key once a minute', async () => {
    const book = open();
    book.note(use(ONE));
    const first = now;
    now += MINUTE - 1;
    book.note(use(ONE));
    await book.stop();
    expect(await book.last(WORKSPACE, BOTH)).toEqual(new Map([[ONE, first]]));
  });

  it('never go back, whatever another gateway writes later', async () => {
    const [book, late] = [open(), open()];
    late.note(use(ONE));
    now += 5 * MINUTE;
    book.note(use(ONE));
    await book.stop();
    await late.stop();
    expect(await book.last(WORKSPACE, BOTH)).toEqual(new Map([[ONE, now]]));
  });

  it('are told of the keys that are asked for', async () => {
    const book = open();
    book.note(use(ONE));
    book.note(use(OTHER));
    await book.stop();
    expect([...(await book.last(WORKSPACE, [OTHER])).keys()]).toEqual([OTHER]);
    expect((await book.last(WORKSPACE, [])).size).toBe(0);
  });

  it('are forgotten of keys that cannot be in force any more, when others are written', async () => {
    const [first, second] = [open(), open()];
    first.note(use(ONE));
    now += 300 * DAY;
    first.note(use(OTHER));
    await first.stop();
    now += 68 * DAY;
    second.note(use(OTHER, OTHER_WORKSPACE));
    await second.stop();
    expect([...(await second.last(WORKSPACE, BOTH)).keys()]).toEqual([OTHER]);
  });

  it('are none of other credentials', async () => {
    const book = open();
    book.note({ workspace: WORKSPACE, credential: 'jwt:key' });
    await book.stop();
    expect((await book.last(WORKSPACE, BOTH)).size).toBe(0);
  });

  it('that cannot be written are only warned of', async () => {
    const other = await openDatabase(await databases().fresh(), 5_000);
    const book = open(other);
    book.note(use(ONE));
    await book.stop();
    await other.close();
    expect(warnings).toEqual([expect.stringContaining('uses of API keys were not noted')]);
  });
});

import { describeOnDatabases } from '../../../testing/src/test-databases';
import { createTable } from './create-table';
import { openDatabase } from './open-database';
import { plainName, table } from './table';
import { rowsInKeyOrder } from './table-rows';

const CHARACTERS = 300_000;
const columns = { id: 'integer', text: 'text', size: 'integer' } as const;
const sized = table('sized', columns, { key: ['id'] });
const { id, text } = columns;
const plain = table('plain', { id, text }, { key: ['id'] });

describeOnDatabases('rows of a table, 60 small ones and 30 large', (databases) => {
  it.each([sized, plain])(
    'come all in their order, few at a time where they are large: $name',
    async (of) => {
      const database = await openDatabase(await databases().fresh(), 1_000);
      await database.transact(createTable(database, of, plainName));
      const pages: number[] = [];
      const ids: unknown[] = [];
      const values = Array.from({ length: 90 }, (_, index) => {
        const word = `'${'x'.repeat(index < 60 ? 1 : CHARACTERS)}'`;
        return of === sized ? `(${index}, ${word}, length(${word}))` : `(${index}, ${word})`;
      });
      for (const value of values)
        await database.transact([{ sql: `insert into ${of.name} values ${value}`, parameters: [] }]);
      for await (const rows of rowsInKeyOrder(database.read, plainName, of)) {
        pages.push(rows.length);
        ids.push(...rows.map((row) => row['id']));
      }
      await database.close();
      expect(ids).toEqual(values.map((_, index) => index));
      expect(pages.slice(-3).every((count) => count <= 4)).toBe(true);
      if (of === sized) expect(Math.max(...pages.slice(1))).toBeLessThanOrEqual(4);
    },
  );
});

import { Kysely, SqliteDialect } from 'kysely';
import Sqlite from 'libsql';
import { createTable } from '../database/create-table';
import { plainName, table } from '../database/table';
import { postingPages } from './word-differences';

const notes = table(
  'notes',
  { id: 'text', number: 'integer', words: 'words' },
  { key: ['id'], wordIndex: { words: 'words', number: 'number' } },
);

describe('the postings of an index of words', () => {
  it('come once each in the order of words and numbers, in pages of any size', async () => {
    const connection = new Sqlite(':memory:');
    const read = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) });
    for (const { sql } of createTable({ kind: 'sqlite', write: read }, notes, plainName))
      connection.exec(sql);
    const texts = ['pay batch', 'pay', 'batch pay zebra', 'ärger', '𝒜 ｚ pay'];
    texts.forEach((words, number) =>
      connection.exec(`insert into notes values ('${number}', ${number}, '${words}')`),
    );
    const expected = texts
      .flatMap((words, number) => words.split(' ').map((word) => ({ word, number })))
      .sort((one, other) => Buffer.compare(Buffer.from(one.word), Buffer.from(other.word)));
    connection.exec('pragma query_only = on');
    for (const size of [1, 2, 3, 100]) {
      const found = [];
      for await (const page of postingPages(read, plainName, notes, size)) found.push(...page);
      expect(found).toEqual(expected);
    }
    expect(connection.pragma('query_only')).toEqual([{ query_only: 1 }]);
    await read.destroy();
  });
});

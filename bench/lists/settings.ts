import { parseArgs } from 'node:util';
import { BadSettings, wholeNumber } from '../settings';

/** What one run of the benchmark of lists does. */
export interface ListsSettings {
  /** Reviews in each of the databases, ascending. */
  readonly sizes: readonly number[];
  /** Calls of each question. */
  readonly calls: number;
  readonly sqlite: boolean;
  /** False leaves PostgreSQL out even where there is a server. */
  readonly postgres: boolean;
  /** Where the databases are kept and used again; null: nowhere. */
  readonly data: string | null;
  /** Questions of other names are not asked. */
  readonly only: RegExp;
}

export const LISTS_USAGE = `Measures every list and search over few reviews and over many.

  npm run bench -- lists [options]

  --sizes <n,n>       reviews in each of the databases (1000,100000,1000000)
  --calls <n>         calls of each question (50)
  --no-sqlite         leaves SQLite out
  --no-postgres       leaves PostgreSQL out
  --data <folder>     keeps the databases there, and uses again those that it finds
  --only <pattern>    asks only questions whose names it is found in
  --quick             few reviews and calls: shows that everything runs, its figures mean nothing`;

/** @throws BadSettings naming the option that is wrong and what was expected */
export function readListsSettings(args: readonly string[]): ListsSettings | 'help' {
  const { values } = parse(args);
  if (values.help === true) return 'help';
  const isQuick = values.quick === true;
  const sizes = (values.sizes ?? (isQuick ? '200,400' : '1000,100000,1000000')).split(',');
  return {
    sizes: sizes.map((size) => wholeNumber('sizes', size, 0)).sort((one, other) => one - other),
    calls: wholeNumber('calls', values.calls, isQuick ? 5 : 50),
    sqlite: values['no-sqlite'] !== true,
    data: values.data ?? null,
    only: pattern(values.only ?? ''),
    postgres: values['no-postgres'] !== true,
  };
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new BadSettings(`--only: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        sizes: text,
        calls: text,
        data: text,
        only: text,
        'no-sqlite': flag,
        'no-postgres': flag,
        quick: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new BadSettings(error instanceof Error ? error.message : String(error));
  }
}

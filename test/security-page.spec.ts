import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const textOf = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');

interface Named {
  readonly requirement: string;
  readonly path: string;
  /** Null: the whole file. */
  readonly title: string | null;
}

/** Rows of the table that begin with a requirement; the last cell names tests. */
function rows(): readonly { readonly requirement: string; readonly tests: readonly Named[] }[] {
  return textOf('SECURITY.md')
    .split('\n')
    .filter((line) => /^\| V\d/.test(line))
    .map((line) => {
      const [, requirement = '', , cell = ''] = line.split('|').map((text) => text.trim());
      const named = cell.split('<br>').filter((text) => text !== '');
      return { requirement, tests: named.map((text) => testOf(requirement, text)) };
    });
}

function testOf(requirement: string, text: string): Named {
  const [, path, title = null] = /^`([\w./-]+spec\.ts)`(?:: (.+))?$/.exec(text) ?? [];
  if (path === undefined) throw new Error(`${requirement}: "${text}" names no test`);
  return { requirement, path, title };
}

/** What a spec calls its situations and its tests, as it is written in the source: a quote may be escaped there. */
const titlesIn = (path: string): string =>
  [...textOf(path).matchAll(/\b(?:describe|it|test)(?:\.\w+)*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs)]
    .concat([...textOf(path).matchAll(/^ *\]?(?: as const)?\)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gms)])
    .concat([
      ...textOf(path).matchAll(/\b(?:describe|it|test)\.each[^\n]*?\)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs),
    ])
    .map(([, , title = '']) => title.replaceAll('\\', ''))
    .join('\n');

const isTitled = ({ path, title }: Named): boolean => title === null || titlesIn(path).includes(title);

describe('the page on security', () => {
  const tests = rows().flatMap((row) => row.tests);

  it('has a row for every requirement that is claimed, and nearly all are shown by tests', () => {
    expect(rows().length).toBeGreaterThan(50);
    expect(rows().filter((row) => row.tests.length === 0).length).toBeLessThan(8);
  });

  it('names only tests that there are', () => {
    expect(
      tests.filter(({ path }) => !existsSync(join(__dirname, '..', path))).map(({ path }) => path),
    ).toEqual([]);
    expect(tests.filter(({ title }) => title !== null).length).toBeGreaterThan(40);
    const untitled = tests.filter((test) => existsSync(join(__dirname, '..', test.path)) && !isTitled(test));
    expect(untitled).toEqual([]);
  });
});

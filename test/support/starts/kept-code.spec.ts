import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const HOOKS = ['modules.cjs', 'note-modules.cjs', 'keep-compiled.cjs', 'kept-code.cjs'] as const;
const STAMPED = [
  'dist/.built',
  'dist/tsconfig.build.tsbuildinfo',
  'package-lock.json',
  'node_modules/.package-lock.json',
] as const;

/** A built program of two modules and a package, of which nothing is kept yet. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-starts-'));
  for (const hook of HOOKS) copyFileSync(join(__dirname, hook), at(`test/support/starts/${hook}`));
  write('dist/main.js', "process.stdout.write(require('./part') + require('pack'));");
  write('dist/part.js', "module.exports = 'part ';");
  write('node_modules/pack/index.js', "module.exports = 'and ☂';");
  for (const path of STAMPED) {
    write(path, '');
    touch(path, 1);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function at(path: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  return join(root, path);
}
const write = (path: string, text: string): void => writeFileSync(at(path), text);
/** As if it had been written at that time. */
const touch = (path: string, seconds: number): void => utimesSync(at(path), seconds, seconds);

async function start(hook: (typeof HOOKS)[number]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: `--require "${at(`test/support/starts/${hook}`)}"` };
  return (await promisify(execFile)(process.execPath, [at('dist/main.js')], { env })).stdout;
}

describe('a program of which the code is kept', () => {
  beforeEach(() => start('note-modules.cjs'));

  it('runs from it, compiled or not', async () => {
    // What is not looked for is not missed.
    rmSync(at('node_modules/pack'), { recursive: true });
    expect(await start('kept-code.cjs')).toBe('part and ☂');
    expect(await start('keep-compiled.cjs')).toBe('part and ☂');
    expect(readdirSync(at('dist/kept')).filter((name) => name.endsWith('.code'))).toHaveLength(2);
    expect(await start('kept-code.cjs')).toBe('part and ☂');
  });

  it('runs a module of the build as it is by now', async () => {
    write('dist/part.js', "module.exports = 'another part ';");
    touch('dist/part.js', 1);
    expect(await start('kept-code.cjs')).toBe('another part and ☂');
  });

  it('is loaded as ever once the build or the packages are others, or cannot be told', async () => {
    write('node_modules/pack/index.js', "module.exports = 'and another';");
    expect(await start('kept-code.cjs')).toBe('part and ☂');
    for (const path of STAMPED) {
      touch(path, 2);
      expect([path, await start('kept-code.cjs')]).toEqual([path, 'part and another']);
      touch(path, 1);
    }
    expect(await start('kept-code.cjs')).toBe('part and ☂');
    rmSync(at('dist/.built'));
    expect(await start('kept-code.cjs')).toBe('part and another');
  });

  it('is loaded as ever where a part of what is kept is not whole, or not there', async () => {
    const kept = readdirSync(at('dist/kept')).map((name) => `dist/kept/${name}`);
    expect(kept).toHaveLength(3);
    cpSync(at('dist/kept'), at('whole/kept'), { recursive: true });
    for (const path of kept) {
      write(path, '[function ');
      expect(await start('kept-code.cjs')).toBe('part and ☂');
      cpSync(at('whole/kept'), at('dist/kept'), { recursive: true });
    }
    for (const path of kept.filter((name) => name.endsWith('.js'))) rmSync(at(path));
    expect(await start('kept-code.cjs')).toBe('part and ☂');
  });
});

describe('a program that is built anew while its code is noted', () => {
  it('is not run from that', async () => {
    write(
      'dist/main.js',
      `require('node:fs').utimesSync(${JSON.stringify(at('dist/.built'))}, 2, 2); ` +
        "process.stdout.write(require('pack'));",
    );
    await start('note-modules.cjs');
    write('node_modules/pack/index.js', "module.exports = 'and another';");
    expect(await start('kept-code.cjs')).toBe('and another');
    // And whoever wants to keep more of it hears so.
    touch('dist/.built', 3);
    await expect(start('keep-compiled.cjs')).rejects.toThrow('nothing is kept');
  });
});

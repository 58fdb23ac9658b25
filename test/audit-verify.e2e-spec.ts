import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'libsql';
import { askGroups } from './support/asking';
import { type Installation, startAlone } from './support/installation';
import { people } from './support/people';
import { cleanUp, type GatewayProgram, newFolder, run } from './support/programs';
import { settled } from './support/settled';

jest.setTimeout(120_000);

let here: Installation;
let review: string;

beforeAll(async () => {
  here = await startAlone();
  const { as } = await people(here.dataDir);
  const [{ url }] = here.gateways as [GatewayProgram];
  review = await askGroups(as('alice').at(url), 'night-run', ['banking'], { input: 'select 1' });
  await as('bob').at(url)('PUT', `/api/reviews/${review}`, { status: 'APPROVED' });
  await settled(url);
  await here.stopGateways();
});
afterAll(cleanUp);

async function audit(...words: readonly string[]): Promise<readonly [unknown, string]> {
  const program = here.audit(...words);
  return [await program.ended, program.output()];
}

/** As somebody does who has the disk: the store is not asked. */
function editLog(edit: (log: Sqlite.Database) => void): void {
  const log = new Sqlite(join(here.dataDir, 'store', 'log.db'));
  edit(log);
  log.close();
}

const exported = (): string => join(here.dataDir, 'export.ndjson');

describe('An auditor with a command line', () => {
  it('finds nothing wrong with what was recorded, and keeps a copy that can be verified without us', async () => {
    expect(await audit('export', '--out', exported())).toEqual([0, expect.stringMatching(/events are in/)]);
    expect(await audit('verify', '--against', exported())).toEqual([
      0,
      expect.stringMatching(/^Nothing is wrong with \d+ events/m),
    ]);
    const mistyped = '00000000-0000-4000-8000-000000000001';
    expect(await audit('verify', '--workspace', mistyped)).toEqual([
      2,
      expect.stringMatching(/^--workspace .*: there is no event of it, so nothing was verified$/m),
    ]);
  });

  it('is told what a review and a session went through', async () => {
    const ofReview = await audit('timeline', review);
    expect(ofReview).toEqual([0, expect.stringMatching(/1 {2}2\d{3}-.* asked for consent[^]*is approved/)]);
    expect(await audit('timeline', 'night-run')).toEqual([0, expect.stringMatching(/asked for consent/)]);
    expect(await audit('timeline', 'no-such-session')).toEqual([
      1,
      expect.stringMatching(/There is no review/),
    ]);
  });

  it('keeps what it printed with the very lines of the page and of --help', async () => {
    const folder = await newFolder();
    const root = join(__dirname, '..');
    const command = `node ${join(root, 'apps/run.mjs')} apps/audit/src/main`;
    await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { audit: command } }));
    const lines = await Promise.all(
      ['docs/auditing.md', 'apps/audit/src/usage.ts'].map(async (page) => {
        const text = await readFile(join(root, page), 'utf8');
        return text.match(/^ *npm run --silent audit .* > .*$/gm) ?? [];
      }),
    );
    const script = [...new Set(lines.flat().map((line) => line.trim()))];
    expect(script).toHaveLength(2);
    const shell = run('bash', ['-euo', 'pipefail', '-c', `cd ${folder}\n${script.join('\n')}`], {
      DATA_DIR: here.dataDir,
    });
    expect([await shell.ended, shell.output()]).toEqual([0, expect.not.stringContaining('Error')]);
    expect(JSON.parse(await readFile(join(folder, 'findings.json'), 'utf8'))).toMatchObject({ clean: true });
    const zipped = await readFile(join(folder, 'march.ndjson.gz'));
    expect(gunzipSync(zipped).toString()).toMatch(/^\{"kind":"event"[^]*"complete":true\}\n$/);
  });

  it('ends quietly where nobody reads on, and says so where there is no room', async () => {
    const main = `${process.execPath} ${join(__dirname, '../dist/apps/audit/src/main.js')}`;
    const shell = (script: string) => {
      const program = run('bash', ['-c', script], { DATA_DIR: here.dataDir });
      return program.ended.then((code) => [code, program.output()]);
    };
    expect(await shell(`${main} export | true; exit \${PIPESTATUS[0]}`)).toEqual([
      0,
      expect.not.stringMatching(/EPIPE|error|interrupted/i),
    ]);
    const verify = `${main} verify --export ${exported()}`;
    const cut = `${verify} --json 2> /dev/null | head -c 10; exit \${PIPESTATUS[0]}`;
    expect(await shell(cut)).toEqual([0, '{"clean":t']);
    const full = await shell(`${verify} > /dev/full`);
    expect(full).toEqual([74, expect.stringMatching(/^The answer cannot be written: ENOSPC.*\n$/m)]);
  });

  it('finds an export that somebody edited', async () => {
    const edited = `${exported()}.edited`;
    await writeFile(edited, (await readFile(exported(), 'utf8')).replace('select 1', 'select 2'));
    const [code, output] = await audit('verify', '--export', edited, '--json');
    expect(code).toBe(1);
    const { counts } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { counts: object };
    expect(counts).toMatchObject({ 'edited-export': 1, 'wrong-personal-digest': 1, 'wrong-digest': 1 });
  });

  it('is told in one line what is no export, and where nothing can be kept', async () => {
    expect(await audit('verify', '--export', here.dataDir)).toEqual([
      2,
      expect.stringMatching(/^EISDIR.*\n$/),
    ]);
    for (const out of [exported(), join(exported(), 'below')]) {
      expect(await audit('replay', '--out', out)).toEqual([
        2,
        expect.stringMatching(/^--out: E(EXIST|NOTDIR)/),
      ]);
    }
    for (const command of ['replay', 'diff']) {
      const script = `${process.execPath} ${join(__dirname, '../dist/apps/audit/src/main.js')} ${command}`;
      const program = run('bash', ['-c', script], { DATA_DIR: here.dataDir, TMPDIR: exported() });
      expect([await program.ended, program.output()]).toEqual([74, expect.stringMatching(/ENOTDIR.*\n$/)]);
    }
  });

  it('finds the tail that was cut off, by the copy only', async () => {
    editLog((log) =>
      log.exec(
        `delete from events
          where revision > 0 or stream not in (select id from streams where name like 'review-%')`,
      ),
    );
    expect(await audit('verify', '--against', exported())).toEqual([
      1,
      expect.stringMatching(/^1 finding in 1 event.*\n {2}missing-since-export: 1\n$/m),
    ]);
  });

  it('finds what was edited in the file of the store', async () => {
    editLog((log) => {
      const { record } = log.prepare('select record from events').get([]) as { record: Buffer };
      const edited = Buffer.from(record.toString('latin1').replace('select 1', 'select 9'), 'latin1');
      log.prepare('update events set record = ?').run([edited]);
    });
    expect(await audit('verify')).toEqual([1, expect.stringMatching(/wrong-personal-digest: 1/)]);
  });
});

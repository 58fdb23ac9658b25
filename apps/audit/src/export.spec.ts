import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { exported } from './export';
import { Outlet } from './outlet';
import { openVoice } from './voice';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A log without events: its export is the manifest. */
const EMPTY = {
  head: () => Promise.resolve(null),
  async *readAllStored() {},
} as never;

describe('an export to a file', () => {
  it('is there, and told to be, though what it was until it was complete cannot be removed', async () => {
    const out = join(folder, 'out');
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await exported(
      { kind: 'export', isJson: false, workspace: null, from: null, to: null, out },
      {
        log: EMPTY,
        signal: new AbortController().signal,
        voice: openVoice(false, { stdout: new Outlet(stdout), stderr }),
        system: { hasLinks: () => Promise.resolve(true), unlink: () => Promise.reject(new Error('EPERM')) },
      },
    );
    expect(code).toBe(0);
    expect(String(stdout.read())).toBe(`0 events are in ${out}.\n`);
    expect(String(stderr.read())).toMatch(/out\.partial-\d+ could not be removed \(EPERM\)\n$/);
    expect(readdirSync(folder)).toEqual(['out', `out.partial-${process.pid}`]);
    expect(readFileSync(out, 'utf8')).toMatch(/"complete":true\}\n$/);
  });
});

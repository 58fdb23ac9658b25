import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NewFile } from './new-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const there = (): string[] => readdirSync(folder);

describe.each([
  ['with links', undefined],
  ['without links', () => Promise.resolve(false)],
])('a new file, on a file system %s', (_name, hasLinks) => {
  it('appears once it is complete, for its owner only', async () => {
    const path = join(folder, 'out');
    const file = await NewFile.create(path, hasLinks);
    await file.write('one');
    expect(there()).toEqual([`out.partial-${process.pid}`]);
    await file.write(' two');
    await file.appear();
    await file.close();
    expect(there()).toEqual(['out']);
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['one two', 0o600]);
  });

  it('never takes the place of another', async () => {
    const path = join(folder, 'out');
    const file = await NewFile.create(path, hasLinks);
    writeFileSync(path, 'other');
    await expect(file.appear()).rejects.toThrow(/is there already/);
    await file.close();
    expect([there(), readFileSync(path, 'utf8')]).toEqual([['out'], 'other']);
    await expect(NewFile.create(path, hasLinks)).rejects.toThrow(/is there already/);
  });

  it('leaves nothing where it was given up', async () => {
    const file = await NewFile.create(join(folder, 'out'), hasLinks);
    await file.close();
    expect(there()).toEqual([]);
  });
});

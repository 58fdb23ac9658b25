import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewsTrouble } from './views-trouble';

describe('a place without views', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'no-views-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is told as such, and stays as it is', async () => {
    const file = join(folder, 'views.sqlite');
    await expect(viewsTrouble({ file })).rejects.toThrow('there are no views yet');
    expect(await readdir(folder)).toEqual([]);
    await writeFile(file, '');
    await expect(viewsTrouble({ file })).rejects.toThrow('there are no views yet');
    expect(await readdir(folder)).toEqual(['views.sqlite']);
    expect((await stat(file)).size).toBe(0);
  });
});

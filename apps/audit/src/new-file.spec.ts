import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileSystem, NewFile } from './new-file';
import { OutputFailed } from './outlet';
import { UsageMistake } from './usage-mistake';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const there = (): string[] => readdirSync(folder);

describe.each([
  ['with links', {}],
  ['without links', { hasLinks: () => Promise.resolve(false) }],
])('a new file, on a file system %s', (_name, system) => {
  it('appears once it is complete, for its owner only', async () => {
    const path = join(folder, 'out');
    const file = await NewFile.create(path, system);
    await file.write('one');
    expect(there()).toEqual([`out.partial-${process.pid}`]);
    await file.write(' two');
    expect(await file.appear()).toBe(true);
    await file.close();
    expect(there()).toEqual(['out']);
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['one two', 0o600]);
  });

  it('never takes the place of another', async () => {
    const path = join(folder, 'out');
    const file = await NewFile.create(path, system);
    writeFileSync(path, 'other');
    await expect(file.appear()).rejects.toThrow(/is there already/);
    await file.close();
    expect([there(), readFileSync(path, 'utf8')]).toEqual([['out'], 'other']);
    await expect(NewFile.create(path, system)).rejects.toThrow(/is there already/);
  });

  it.each(['EINVAL', 'ENOTSUP', 'EPERM'])('is there where its folder cannot be synced: %s', async (code) => {
    const file = await createWhere({ sync: code });
    expect(await file.appear()).toBe(false);
    await file.close();
    expect(there()).toEqual(['out']);
  });

  it.each(['EACCES', 'EPERM'])('is there where its folder may not be read: %s', async (code) => {
    const file = await createWhere({ open: code });
    expect(await file.appear()).toBe(false);
    await file.close();
    expect(there()).toEqual(['out']);
  });

  it.each([{ sync: 'EIO' }, { open: 'EMFILE' }])(
    'is not there where it is said to have failed: %j',
    async (fault) => {
      const file = await createWhere(fault);
      await expect(file.appear()).rejects.toThrow(OutputFailed);
      await file.close();
      expect(there()).toEqual([]);
    },
  );

  it('says that it is there where it cannot be removed after its folder was not synced', async () => {
    const file = await createWhere({ sync: 'EIO', unlink: 'EROFS' });
    const failed = await file.appear().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(OutputFailed);
    expect(String(failed)).toMatch(/EIO; .*out is there, complete and not synced: .*\(EROFS\)/);
    await file.close();
    expect(there()).toEqual(['out']);
  });

  it('is not there, and says so, where somebody else has removed it by then', async () => {
    const file = await createWhere({ sync: 'EIO', unlink: 'ENOENT' });
    await expect(file.appear()).rejects.toThrow(/EIO$/);
    await file.close();
  });

  it('is there whatever the closing of its folder says', async () => {
    const file = await createWhere({ close: 'EIO' });
    expect(await file.appear()).toBe(true);
    await file.close();
    expect(there()).toEqual(['out']);
  });

  it('is not there where it is said to have failed, whatever the closing of its folder says', async () => {
    const file = await createWhere({ sync: 'EIO', close: 'EBADF' });
    await expect(file.appear()).rejects.toThrow(OutputFailed);
    await file.close();
    expect(there()).toEqual([]);
  });

  /** Steps that fail with a code; `clear` is the removal of what the file is until it appears. */
  const createWhere = (
    fault: Partial<Readonly<Record<'open' | 'sync' | 'close' | 'unlink' | 'clear', string>>>,
  ): Promise<NewFile> => {
    const failing = (code: string | undefined): Promise<void> =>
      code === undefined ? Promise.resolve() : Promise.reject(Object.assign(new Error(code), { code }));
    const openFolder: FileSystem['openFolder'] = async () => {
      await failing(fault.open);
      return { sync: () => failing(fault.sync), close: () => failing(fault.close) };
    };
    const path = join(folder, 'out');
    const unlinking: FileSystem['unlink'] = async (name) => {
      await failing(name === path ? fault.unlink : fault.clear);
      await unlink(name);
    };
    return NewFile.create(path, { ...system, unlink: unlinking, openFolder });
  };

  it('says, and fails nothing for it, that what it was until then cannot be removed', async () => {
    const file = await createWhere({ clear: 'EPERM' });
    expect(await file.close()).toMatch(/out\.partial-\d+ could not be removed \(EPERM\)$/);
    expect(there()).toEqual([`out.partial-${process.pid}`]);
  });

  it('passes over it where somebody else has removed that', async () => {
    const file = await createWhere({ clear: 'ENOENT' });
    expect(await file.close()).toBeNull();
  });

  it('leaves nothing where it was given up', async () => {
    const file = await NewFile.create(join(folder, 'out'), system);
    await file.close();
    expect(there()).toEqual([]);
  });
});

describe('a new file whose name was taken for it', () => {
  it('is not there where it is said to have failed', async () => {
    const file = await NewFile.create(join(folder, 'out'), {
      hasLinks: () => Promise.resolve(false),
      openEmpty: (path) => {
        writeFileSync(path, '', { flag: 'wx' });
        return Promise.resolve({ close: () => Promise.reject(new Error('EIO')) });
      },
    });
    await expect(file.appear()).rejects.toThrow(/^EIO$/);
    await file.close();
    expect(there()).toEqual([]);
  });

  it('says that it is there, and what it holds, where the name cannot be given back', async () => {
    const file = await NewFile.create(join(folder, 'out'), {
      hasLinks: () => Promise.resolve(false),
      unlink: () => Promise.reject(new Error('EROFS')),
    });
    rmSync(join(folder, `out.partial-${process.pid}`));
    const failed = await file.appear().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(OutputFailed);
    expect(String(failed)).toMatch(/ENOENT.*; .*out is there, empty and not synced: .*\(EROFS\)/);
    // Whether it is there is not looked at before: that it cannot be seen does not mean that it is gone.
    expect(await file.close()).toMatch(/partial-\d+ could not be removed \(EROFS\)$/);
    expect(there()).toEqual(['out']);
  });
});

describe('a new file in a folder that lets nothing be removed', () => {
  it('is refused before anything is written, where that is found out', async () => {
    const refused = NewFile.create(join(folder, 'out'), {
      hasLinks: () => Promise.reject(new Error('EPERM: unlink')),
      unlink: () => Promise.reject(new Error('EPERM')),
    });
    await expect(refused).rejects.toThrow(UsageMistake);
    await expect(refused).rejects.toThrow(
      /--out: EPERM: unlink; .*out\.partial-\d+ could not be removed \(EPERM\)$/,
    );
    expect(there()).toEqual([`out.partial-${process.pid}`]);
  });
});

import { isBound, partOf, positionIn, readExport, readManifest, writeExport } from './export-range.ts';

const read = (text: string) => readExport(new URLSearchParams(text));

describe('the address of an export', () => {
  it.each(['', 'range=days&from=2026-03-01&to=2026-03-31', 'range=positions&from=293'])(
    'says the same when it is read and written: %s',
    (text) => expect(writeExport(read(text)).toString()).toBe(text),
  );

  it('takes no day for a position, nor a position for a day', () => {
    expect(read('range=positions&from=2026-03-01').from).toBe('');
    expect(read('range=days&from=293').from).toBe('');
    expect(read('from=293').from).toBe('');
  });
});

describe('a bound that was typed', () => {
  it.each([
    ['days', '2026-03-01', true],
    ['days', '', true],
    ['days', '12026-03-01', false],
    ['days', '2026-13-01', false],
    ['positions', '0120', true],
    ['positions', '', true],
    ['positions', '12026-03-01', false],
  ] as const)('is one, or nothing, or else exports nothing: %s, %j', (range, text, isOne) =>
    expect(isBound(range, text)).toBe(isOne),
  );
});

describe('an export', () => {
  it('says how far it is', () => {
    expect(positionIn('{"kind":"event","position":"293","stream":"x"}')).toBe('293');
    expect(positionIn('{"kind":"manifest"}')).toBeNull();
    expect([partOf('293', '193', '393'), partOf('5', null, '10'), partOf('5', '5', '5')]).toEqual([
      50, 50, 100,
    ]);
    expect(partOf('5', null, null)).toBeNull();
  });

  it('ends with what its lines should be', () => {
    const manifest = { events: 1, firstPosition: '7', lastPosition: '7', sha256: 'ab' };
    expect(readManifest(JSON.stringify({ kind: 'manifest', ...manifest }))).toEqual(manifest);
    for (const line of ['', '{"kind":"event"}', '{"kind":"manifest"}', 'null'])
      expect(readManifest(line)).toBeNull();
  });
});

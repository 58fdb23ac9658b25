import { isSame, mergePatch } from './merge-patch.ts';

describe('an amendment as a merge patch', () => {
  it('says only what differs', () => {
    const before = { sql: 'a', limits: { rows: 1, seconds: 30 }, old: true };
    const after = { sql: 'a', limits: { rows: 1, seconds: 10 }, tags: ['x'] };
    expect(mergePatch(before, after)).toEqual({
      kind: 'patch',
      patch: { limits: { seconds: 10 }, old: null, tags: ['x'] },
    });
  });

  it('is none where nothing differs, whatever the order', () => {
    expect(mergePatch({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toEqual({
      kind: 'same',
    });
  });

  it('says where it cannot set a null, and keeps one that was there', () => {
    expect(mergePatch({ a: { b: 1 } }, { a: { b: null } })).toEqual({ kind: 'inexpressible', path: '/a/b' });
    expect(mergePatch({ a: null, b: 1 }, { a: null, b: 2 })).toEqual({ kind: 'patch', patch: { b: 2 } });
  });

  it('makes an object where there was none', () => {
    expect(mergePatch({ a: 1 }, { a: {} })).toEqual({ kind: 'patch', patch: { a: {} } });
  });

  it('knows an own key from an inherited one', () => {
    expect(isSame({}, { toString: 1 })).toBe(false);
  });
});

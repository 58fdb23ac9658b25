import { placeAt, readPlace, readSince, stepFrom, writePlace } from './place-in-time.ts';

describe('a place in the history of a review', () => {
  it.each(['3', '2026-03-17T12:20:00.000Z'])('is read as it is written: %s', (text) => {
    expect(writePlace(readPlace(text))).toBe(text);
  });

  it('is now where the address says nothing', () => {
    expect(readPlace(null)).toEqual({ kind: 'now' });
    expect(writePlace({ kind: 'now' })).toBeNull();
  });

  it('is a time in any zone', () => {
    expect(readPlace('2026-03-17T14:20:00+02:00')).toEqual({ kind: 'time', at: '2026-03-17T12:20:00.000Z' });
  });

  it.each(['yesterday', '-1', '1e3', '2026-99-99T00:00Z'])(
    'is never taken for now by mistake: %s',
    (text) => {
      expect(readPlace(text)).toEqual({ kind: 'unreadable' });
    },
  );
});

describe('a step through it', () => {
  it('ends at the request and now', () => {
    expect(stepFrom({ kind: 'revision', revision: 0 }, 0, -1, 3)).toBeNull();
    expect(stepFrom({ kind: 'now' }, 3, 1, 3)).toBeNull();
  });

  it('to the last revision is one to now', () => {
    expect(stepFrom({ kind: 'revision', revision: 2 }, 2, 1, 3)).toEqual({ kind: 'now' });
    expect(placeAt(9, 3)).toEqual({ kind: 'now' });
  });

  it('back from now, or from a time, goes to the revision before', () => {
    expect(stepFrom({ kind: 'now' }, 3, -1, 3)).toEqual({ kind: 'revision', revision: 2 });
    expect(stepFrom({ kind: 'time', at: '2026-03-17T12:20:00.000Z' }, 1, -1, 3)).toEqual({
      kind: 'revision',
      revision: 0,
    });
  });
});

it('nothing is compared with what no address names', () => {
  expect([readSince(null, 3), readSince('x', 3), readSince('1', 3), readSince('9', 3)]).toEqual([
    null,
    null,
    1,
    3,
  ]);
});

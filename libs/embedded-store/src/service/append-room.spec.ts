import { mayBeRecorded, AppendRoom } from './append-room';

const MIB = 1024 * 1024;

describe('the room that one call has for appends that are not complete', () => {
  it('ends, also for bytes that the size of an append does not count', () => {
    const room = new AppendRoom();
    for (let message = 0; message < 4; message++) expect(room.take(15 * MIB, 1)).toBe(true);
    expect(room.take(15 * MIB, 1)).toBe(false);
    expect(room.take(MIB, 1)).toBe(true);
  });

  it('ends for events without anything in them', () => {
    expect(new AppendRoom().take(100, 300_000)).toBe(false);
  });

  it('is there again for whoever completes one', () => {
    const room = new AppendRoom();
    for (let append = 0; append < 100; append++) {
      expect(room.take(15 * MIB, 10)).toBe(true);
      room.give(15 * MIB, 10);
    }
  });
});

describe('an append whose records would hold a long name each', () => {
  it.each([
    ['letters of one byte', 'n', 64],
    ['letters of three', '\u540d', 21],
  ])('has the same bound, of %s', (_letters, letter, most) => {
    const name = letter.repeat(MIB);
    expect([most, most + 1].map((events) => mayBeRecorded(name, Array.from({ length: events })))).toEqual([
      true,
      false,
    ]);
  });
});

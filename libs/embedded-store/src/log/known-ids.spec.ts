import { randomBytes } from 'node:crypto';
import { openMemory } from './database';
import { IdRing } from './id-ring';
import { KnownIds } from './known-ids';

describe('the ids of the last events', () => {
  it('are found, the newest first, until more than it holds came after them', () => {
    const ring = new IdRing(4096);
    const add = (from: number, to: number): void => {
      for (let at = from; at < to; at++) ring.add(at % 1500, at);
    };
    add(0, 4000);
    expect([...ring.find(5)]).toEqual([3005, 1505, 5]);
    add(4000, 6000);
    expect([...ring.find(5)]).toEqual([4505, 3005]);
    expect([...ring.find(1499)]).toEqual([5999, 4499, 2999]);
    expect([...ring.find(1500)]).toEqual([]);
  });

  it('are told from others that fall to the same place', () => {
    const ring = new IdRing(8);
    for (let at = 0; at < 8; at++) ring.add(at * 8, at);
    expect([...ring.find(24)]).toEqual([3]);
    expect([...ring.find(0xffff_fff8)]).toEqual([]);
  });
});

const MULTIPLIER = 0x9e3779b1;

/** An id whose words, multiplied and folded one after the other, come to nothing, like those of all the others. */
function solved(): Buffer {
  const id = randomBytes(16);
  let folded = 1;
  for (let at = 0; at < 12; at += 4)
    folded = Math.imul(folded ^ id.readInt32LE(at), MULTIPLIER) ^ (folded >>> 15);
  let inverse = MULTIPLIER;
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(inverse, MULTIPLIER));
  id.writeInt32LE(Math.imul(folded >>> 15, inverse) ^ folded, 12);
  return id;
}

describe('ids that a client made to fall together', () => {
  it('are told apart', () => {
    const known = new KnownIds(openMemory().writer);
    const ids = Array.from({ length: 100 }, solved);
    for (const [at, id] of ids.entries()) known.add(1, id, at);
    expect(ids.map((id) => [...known.find(1, id)])).toEqual(ids.map((_, at) => [at]));
  });

  it('would have to be made for each log anew', () => {
    const id = randomBytes(16);
    const [one, other] = [1, 2].map(() => {
      const { writer } = openMemory();
      const known = new KnownIds(writer);
      known.add(1, id, 64);
      known.flush();
      const [entries] = writer.prepare('SELECT entries FROM ids').raw().get([]) as [ArrayBuffer];
      return Buffer.from(entries).toString('hex');
    });
    expect(one).not.toBe(other);
  });
});

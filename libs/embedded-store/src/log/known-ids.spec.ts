import { IdRing } from './id-ring';

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

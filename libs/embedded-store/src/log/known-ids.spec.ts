import { IdRing } from './id-ring';

describe('the ids of the last events', () => {
  it('are found, the newest first, until more than it holds came after them', () => {
    const ring = new IdRing(64, 16);
    for (let at = 0; at < 60; at++) ring.add(at % 20, at);
    expect([...ring.find(5)]).toEqual([45, 25, 5]);
    for (let at = 60; at < 100; at++) ring.add(at % 20, at);
    expect([...ring.find(5)]).toEqual([85, 65, 45]);
    expect([...ring.find(16)]).toEqual([96, 76, 56, 36]);
    expect([...ring.find(21)]).toEqual([]);
  });

  it('are told from others that fall to the same place', () => {
    const ring = new IdRing(8);
    for (let at = 0; at < 8; at++) ring.add(at * 8, at);
    expect([...ring.find(24)]).toEqual([3]);
    expect([...ring.find(0xffff_fff8)]).toEqual([]);
  });
});

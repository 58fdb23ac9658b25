import { NetworkLimit } from './network-limit';

const REAL = ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] as const;
beforeEach(() => jest.useFakeTimers({ doNotFake: [...REAL] }));
afterEach(() => jest.useRealTimers());

const from = (ip: string) => ({ ip, socket: { remoteAddress: '127.0.0.1' } });

describe('a network', () => {
  it('is served so often a minute, and again when the minute is over', async () => {
    const limit = new NetworkLimit(2);
    expect([await limit.take(from('192.0.2.1')), await limit.take(from('192.0.2.1'))]).toEqual([null, null]);
    jest.advanceTimersByTime(10_000);
    expect([await limit.take(from('192.0.2.1')), await limit.take(from('192.0.2.1'))]).toEqual([50, 50]);
    jest.advanceTimersByTime(50_000);
    expect(await limit.take(from('192.0.2.1'))).toBeNull();
  });

  it('keeps no other one from being served', async () => {
    const limit = new NetworkLimit(1);
    expect(await limit.take(from('2001:db8:1:2::1'))).toBeNull();
    expect(await limit.take(from('2001:db8:1:2::ffff'))).toBe(60);
    expect(await limit.take(from('2001:db8:1:3::1'))).toBeNull();
  });

  it('is always served where there is no limit', async () => {
    const limit = new NetworkLimit(0);
    for (let times = 0; times < 3; times += 1) expect(await limit.take(from('192.0.2.1'))).toBeNull();
  });
});

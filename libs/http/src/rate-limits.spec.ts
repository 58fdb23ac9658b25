import { alice, bob, olga } from '@countersign/testing';
import type { Principal } from '@countersign/review';
import { type Failed } from './failure';
import { RateLimits } from './rate-limits';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

interface Told {
  readonly refused: number | null;
  readonly headers: Readonly<Record<string, string>>;
}

async function take(limits: RateLimits, caller: Principal, count = 1): Promise<Told> {
  const headers: Record<string, string> = {};
  const header = (name: string, value: string) => (headers[name] = value);
  const refused = await limits.take({ caller, reply: { header } as never }, count).then(
    () => null,
    (error: Failed) => (error.failure.kind === 'rate-limited' ? error.failure.retryAfterSeconds : Number.NaN),
  );
  return { refused, headers };
}

const limitsOf = (principal: number, workspace: number): RateLimits =>
  new RateLimits({ principal, workspace, streams: 0, allStreams: 0, exports: 0 });

describe('a limit of each principal', () => {
  it('counts down in the headers, refuses at its end, and is whole again a minute after it began', async () => {
    const limits = limitsOf(2, 0);
    const policy = '"principal";q=2;w=60';
    expect(await take(limits, bob)).toEqual({
      refused: null,
      headers: { 'RateLimit-Policy': policy, RateLimit: '"principal";r=1;t=60' },
    });
    jest.advanceTimersByTime(20_000);
    expect((await take(limits, bob)).headers['RateLimit']).toBe('"principal";r=0;t=40');
    expect(await take(limits, bob)).toEqual({
      refused: 40,
      headers: { 'RateLimit-Policy': policy, RateLimit: '"principal";r=0;t=40' },
    });
    jest.advanceTimersByTime(39_999);
    expect((await take(limits, bob)).refused).toBe(1);
    jest.advanceTimersByTime(1);
    expect((await take(limits, bob)).headers['RateLimit']).toBe('"principal";r=1;t=60');
  });

  it('is his alone', async () => {
    const limits = limitsOf(1, 0);
    await take(limits, bob);
    expect((await take(limits, bob)).refused).toBe(60);
    expect((await take(limits, alice)).refused).toBeNull();
    expect((await take(limits, { ...bob, workspace: olga.workspace })).refused).toBeNull();
  });

  it('counts many at once as many, and what is refused not at all', async () => {
    const limits = limitsOf(10, 0);
    expect((await take(limits, bob, 7)).headers['RateLimit']).toBe('"principal";r=3;t=60');
    expect(await take(limits, bob, 4)).toMatchObject({
      refused: 60,
      headers: { RateLimit: '"principal";r=3;t=60' },
    });
    expect(await take(limits, bob, 3)).toMatchObject({ refused: null });
  });

  it('remembers nobody for longer than the minute', async () => {
    const limits = limitsOf(10, 10_000);
    for (let index = 0; index < 100; index += 1) await take(limits, { ...bob, id: `bob-${index}` });
    expect(jest.getTimerCount()).toBe(101);
    jest.advanceTimersByTime(60_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a limit of each workspace', () => {
  it('is shared by its principals and concerns no other workspace', async () => {
    const limits = limitsOf(2, 3);
    const headers = (await take(limits, bob)).headers;
    expect(headers).toEqual({
      'RateLimit-Policy': '"principal";q=2;w=60, "workspace";q=3;w=60',
      RateLimit: '"principal";r=1;t=60, "workspace";r=2;t=60',
    });
    await take(limits, bob);
    expect((await take(limits, bob)).refused).toBe(60);
    expect((await take(limits, alice)).refused).toBeNull();
    expect((await take(limits, alice)).refused).toBe(60);
    expect((await take(limits, olga)).headers['RateLimit']).toBe(
      '"principal";r=1;t=60, "workspace";r=2;t=60',
    );
  });
});

describe('a limit that refuses', () => {
  it('costs nothing of any other, whichever of them it is', async () => {
    const limits = limitsOf(3, 4);
    await take(limits, alice, 3);
    for (let times = 0; times < 5; times += 1)
      expect(await take(limits, bob, 2)).toMatchObject({
        refused: 60,
        headers: { RateLimit: '"principal";r=3;t=60, "workspace";r=1;t=60' },
      });
    for (let times = 0; times < 5; times += 1) expect((await take(limits, alice)).refused).toBe(60);
    expect(await take(limits, bob)).toMatchObject({
      refused: null,
      headers: { RateLimit: '"principal";r=2;t=60, "workspace";r=0;t=60' },
    });
    jest.advanceTimersByTime(60_000);
    expect((await take(limits, alice, 3)).refused).toBeNull();
  });
});

describe('no limit', () => {
  it('says nothing', async () => {
    expect(await take(limitsOf(0, 0), bob, 1_000_000)).toEqual({ refused: null, headers: {} });
  });
});

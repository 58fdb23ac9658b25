import { ClockCheck } from './clock-check';

const HOUR = 3_600_000;
let ahead: number;
let clock: ClockCheck;

beforeEach(() => {
  jest.useFakeTimers();
  ahead = 0;
  clock = new ClockCheck(() => Date.now() + ahead);
});
afterEach(() => jest.useRealTimers());

/** The database answers halfway through. */
const askDatabase = (tookMs: number) =>
  clock.askDatabase(async () => {
    jest.advanceTimersByTime(tookMs / 2);
    const now = Date.now();
    jest.advanceTimersByTime(tookMs / 2);
    return { now };
  });
const eventCameAfter = (tookMs: number) => clock.arrived(Date.now() - tookMs);
const aSecondLater = () => jest.advanceTimersByTime(1_000);

describe('a clock beside the database’s', () => {
  it('is not known before it was compared', () => {
    expect(clock).toMatchObject({ skewMs: null, problem: null });
  });

  it.each([
    ['ahead of', HOUR],
    ['behind', -HOUR],
  ])('is off when it is an hour %s it, and right again after it was set', async (direction, skew) => {
    ahead = skew;
    await askDatabase(20);
    expect(clock.skewMs).toBe(skew);
    expect(clock.problem).toBe(`this gateway's clock is 3600 s ${direction} the database's`);
    ahead = 0;
    await askDatabase(20);
    expect(clock).toMatchObject({ skewMs: 0, problem: null });
  });

  it('may be 5 s away', async () => {
    ahead = 5_000;
    await askDatabase(20);
    expect(clock.problem).toBeNull();
    ahead = 5_020;
    await askDatabase(20);
    expect(clock.problem).not.toBeNull();
  });

  it('is not blamed for a slow answer', async () => {
    const now = Date.now();
    await clock.askDatabase(async () => {
      jest.advanceTimersByTime(20_000);
      return { now };
    });
    expect(clock.problem).toBeNull();
  });
});

describe('a clock beside the store’s', () => {
  it('is off at the first event that comes from the future', () => {
    eventCameAfter(5);
    ahead = -HOUR;
    eventCameAfter(5);
    expect(clock.problem).toBe("this gateway's clock is 3600 s behind the store's");
  });

  it('is off when everything of some seconds seems late', () => {
    ahead = HOUR;
    for (let second = 0; second < 2; second += 1) {
      eventCameAfter(5);
      expect(clock.problem).toBeNull();
      aSecondLater();
    }
    eventCameAfter(5);
    expect(clock.problem).toBe("this gateway's clock is 3600 s ahead of the store's");
  });

  it('is not blamed for events that were held up', () => {
    for (let second = 0; second < 10; second += 1) {
      eventCameAfter(second === 4 ? 5 : 60_000);
      aSecondLater();
    }
    expect(clock.problem).toBeNull();
  });

  it('is judged by what came lately', () => {
    ahead = -HOUR;
    eventCameAfter(5);
    ahead = 0;
    for (let second = 0; second < 32; second += 1) {
      aSecondLater();
      eventCameAfter(7);
    }
    expect(clock).toMatchObject({ problem: null, skewMs: 7 });
  });
});

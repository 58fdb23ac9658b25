/** How often it is noticed whether this process runs. */
const TICK_MS = 20;

// Tests may replace the clock and the timers.
const { setInterval, clearInterval } = globalThis;
const clock = performance.now.bind(performance);
/** What this process has worked, milliseconds: while it does it does not stand still, however long others wait for it. */
const worked = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

let lost = 0;
let last = { at: 0, worked: 0 };
let ticks: NodeJS.Timeout | undefined;

function look(): void {
  const now = { at: clock(), worked: worked() };
  lost += Math.max(0, now.at - last.at - (now.worked - last.worked) - 2 * TICK_MS);
  last = now;
}

afterAll(() => clearInterval(ticks));

/**
 * Starts measuring and returns for how many milliseconds this process has stood still. Machines of continuous
 * integration do so for seconds at a time: that is nobody's delay, and must not decide a test.
 */
export function standstill(): () => number {
  if (ticks === undefined) {
    last = { at: clock(), worked: worked() };
    ticks = setInterval(look, TICK_MS).unref();
  } else look();
  const before = lost;
  return () => {
    look();
    return lost - before;
  };
}

/** Starts measuring and returns how many milliseconds have passed without those in which this process stood still. */
export function stopwatch(): () => number {
  const start = clock();
  const stood = standstill();
  return () => clock() - start - stood();
}

const MOST_TIMES = 5;

/**
 * Runs a check that says nothing where this process stood still for longer than so many milliseconds meanwhile: there a
 * failure is tried again, a few times, and must have what it needs anew. Everywhere else it counts.
 */
export async function unlessStill(longerThanMs: number, check: () => Promise<void>): Promise<void> {
  for (let time = 1; ; time += 1) {
    const stood = standstill();
    try {
      return await check();
    } catch (error) {
      if (time === MOST_TIMES || stood() <= longerThanMs) throw error;
    }
  }
}

/** How often it is noticed whether this process runs. */
const TICK_MS = 20;
/** Nothing that is measured lasts longer. */
const LONGEST_MS = 5 * 60_000;

let lost = 0;
let last = 0;
/** Until then somebody may ask. */
let until = 0;
let ticks: NodeJS.Timeout | null = null;

function look(): void {
  const now = performance.now();
  lost += Math.max(0, now - last - 2 * TICK_MS);
  last = now;
}

function tick(): void {
  look();
  if (last < until || ticks === null) return;
  clearInterval(ticks);
  ticks = null;
}

/**
 * Starts measuring and returns for how many milliseconds this process has stood still. Machines of continuous
 * integration do so for seconds at a time: that is nobody's delay, and must not decide a test.
 */
export function standstill(): () => number {
  if (ticks === null) {
    last = performance.now();
    ticks = setInterval(tick, TICK_MS).unref();
  } else look();
  until = last + LONGEST_MS;
  const before = lost;
  return () => {
    look();
    return lost - before;
  };
}

/** Starts measuring and returns how many milliseconds have passed without those in which this process stood still. */
export function stopwatch(): () => number {
  const start = performance.now();
  const stood = standstill();
  return () => performance.now() - start - stood();
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

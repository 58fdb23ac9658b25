/** How often it is noticed whether this process runs. */
const TICK_MS = 20;
/** Nothing that is measured lasts longer. */
const LONGEST_MS = 5 * 60_000;

/**
 * Starts measuring and returns for how many milliseconds this process has stood still. Machines of continuous
 * integration do so for seconds at a time: that is nobody's delay, and must not decide a test.
 */
export function standstill(): () => number {
  let lost = 0;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    lost += Math.max(0, now - last - 2 * TICK_MS);
    last = now;
  };
  const ticks = setInterval(look, TICK_MS).unref();
  setTimeout(() => clearInterval(ticks), LONGEST_MS).unref();
  return () => {
    look();
    return lost;
  };
}

/** Starts measuring and returns how many milliseconds have passed without those in which this process stood still. */
export function stopwatch(): () => number {
  const start = performance.now();
  const stood = standstill();
  return () => performance.now() - start - stood();
}

const MOST_A_MINUTE = 10;
const MINUTE_MS = 60_000;

/** Prints faults with their stacks; what is beyond some a minute is counted, and told with the first one of the next. */
export function faultPrinter(
  print: (text: string) => void = (text) => process.stderr.write(text),
  now: () => number = () => performance.now(),
): (cause: unknown) => void {
  let since = -Infinity;
  let printed = 0;
  let untold = 0;
  return (cause) => {
    if (now() - since >= MINUTE_MS) {
      if (untold > 0) print(`The event store had ${untold} more faults that were not printed.\n`);
      since = now();
      printed = untold = 0;
    }
    if (printed === MOST_A_MINUTE) {
      untold++;
      return;
    }
    printed++;
    const words = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    print(`The event store could not decide a write, by a fault of its own: ${words}\n`);
  };
}

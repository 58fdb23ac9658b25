import { setImmediate as nextTurn } from 'node:timers/promises';

/** What a call did to the process that answered it. */
export interface Effort {
  /** CPU time, milliseconds. */
  readonly cpuMs: number;
  /** The longest time for which the event loop did nothing else, milliseconds. */
  readonly blockedMs: number;
}

/** Watches the process that answers. */
export interface Watch {
  begin(): Promise<void>;
  /** Since the beginning. */
  end(): Promise<Effort>;
}

/** Watches this process, for as long as it runs. */
export function watchHere(): Watch & { stop(): void } {
  let [turn, blockedMs, cpu] = [0, 0, process.cpuUsage()];
  const timer = setInterval(() => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - turn);
    turn = now;
  }, 1);
  return {
    begin: () => {
      blockedMs = 0;
      cpu = process.cpuUsage();
      turn = performance.now();
      return Promise.resolve();
    },
    end: async () => {
      const { user, system } = process.cpuUsage(cpu);
      // Timers have their turn between these two.
      await nextTurn();
      await nextTurn();
      return { cpuMs: (user + system) / 1_000, blockedMs };
    },
    stop: () => clearInterval(timer),
  };
}

import type { Voice } from './voice';

const TOLD_EVERY_MS = 1_000;
const REDRAWN_EVERY_MS = 100;
const BAR = 24;

/** How a walk through the log goes on: a bar on a terminal, else a line a second. */
export interface Progress {
  at(position: bigint, events: number): void;
  /** Leaves the terminal as a line of its own would. */
  end(): void;
}

export function openProgress(head: bigint | null, voice: Voice, stderr = process.stderr): Progress {
  const startedAt = performance.now();
  const isBar = stderr.isTTY && !voice.isJson;
  let toldAt = isBar ? Number.NEGATIVE_INFINITY : startedAt;
  let isDrawn = false;
  return {
    at(position, events) {
      const now = performance.now();
      if (now - toldAt < (isBar ? REDRAWN_EVERY_MS : TOLD_EVERY_MS)) return;
      toldAt = now;
      const rate = Math.round((1_000 * events) / Math.max(1, now - startedAt));
      const share =
        head === null || head === 0n ? 1 : Math.min(1, Number((position * 1_000n) / head) / 1_000);
      const percent = `${(100 * share).toFixed(1)} %`;
      if (isBar) {
        const filled = Math.round(BAR * share);
        stderr.write(
          `\r[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${percent}, ${events} events, ${rate}/s `,
        );
        isDrawn = true;
        return;
      }
      voice.progress(
        { position: position.toString(), head: head?.toString() ?? null, events, eventsPerSecond: rate },
        `${percent}, ${events} events, ${rate} events/s`,
      );
    },
    end() {
      if (isDrawn) stderr.write('\n');
      isDrawn = false;
    },
  };
}

import type { Voice } from './voice';

/** A step of a long run through the log; without events where nobody counts them. */
interface Step {
  readonly position: bigint;
  readonly end: bigint;
  readonly events?: number;
}

/** So often progress is told, in milliseconds; a bar moves as people see it move. */
const TOLD_EVERY_MS = 1_000;
const DRAWN_EVERY_MS = 100;
const WIDTH = 24;

/** Tells how a long run goes on. */
export class Progress {
  readonly #voice: Voice;
  readonly #now: () => number;
  readonly #startedAt: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(voice: Voice, now: () => number = () => performance.now()) {
    this.#voice = voice;
    this.#now = now;
    this.#startedAt = now();
  }

  /** On the way through the log. */
  step({ position, end, events }: Step): void {
    const percent = end === 0n ? 100 : Math.min(100, Number((position * 1_000n) / end) / 10);
    const seconds = (this.#now() - this.#startedAt) / 1_000;
    const perSecond = events === undefined || seconds === 0 ? null : Math.round(events / seconds);
    const counted = events === undefined ? {} : { events, eventsPerSecond: perSecond };
    const speed = perSecond === null ? '' : `, ${perSecond.toLocaleString('en')} events/s`;
    const bar = this.#voice.isDrawn ? `[${'#'.repeat((percent / 100) * WIDTH).padEnd(WIDTH, '-')}] ` : '';
    this.tell(
      { position: position.toString(), head: end.toString(), ...counted },
      `${bar}at ${position} of ${end} (${percent.toFixed(1)} %)${speed}`,
    );
  }

  /** Anything else, as often. */
  tell(document: Readonly<Record<string, unknown>>, line: string): void {
    const everyMs = this.#voice.isDrawn ? DRAWN_EVERY_MS : TOLD_EVERY_MS;
    if (this.#now() - this.#toldAt < everyMs) return;
    this.#toldAt = this.#now();
    this.#voice.progress(document, line);
  }
}

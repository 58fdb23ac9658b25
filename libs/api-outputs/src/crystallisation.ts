import { setTimeout as pause } from 'node:timers/promises';
import { type Change, VIEWS, type Views } from '@countersign/projections';
import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Announcements } from './announcements';
import { endingInViews } from './ending-in-views';
import type { Ending, Settlement } from './settlement';

type Position = Change['position'];

/** Between two looks at the views for an end that no change tells any more, milliseconds. */
const LOOK_MS = 500;

/** A crystalliser of this process has begun to work on a source. */
interface CrystalliserStep {
  readonly source: string;
  readonly runId: string;
  /** Log position of the source. */
  readonly position: Position;
  /** UTC milliseconds. */
  readonly at: number;
}

/**
 * Nest token of the `Observable<CrystalliserStep>` of this process. Without one the beginning of a run is learnt
 * from its end, as with the runs of other gateways.
 */
export const CRYSTALLISER_STEPS = Symbol('CRYSTALLISER_STEPS');

/** What a watcher of one source sees. */
export type CrystallisationStep =
  | { readonly kind: 'started'; readonly runId: string; readonly position: Position; readonly at: number }
  | ({ readonly kind: 'completed' } & Ending);

/** Watches what becomes of settled reviews, whichever gateway crystallises them: one reader of the changes for all. */
@Injectable()
export class Crystallisation implements OnModuleDestroy {
  private readonly beginnings = new Announcements<CrystalliserStep>();
  private readonly endings = new Announcements<Ending>();
  private readonly subscription: { unsubscribe(): void } | undefined;
  private readonly over = new AbortController();
  private readonly watchers = new Set<AbortController>();
  /** Called, and forgotten, when changes were missed. */
  private readonly onMissed = new Set<() => void>();

  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Optional() @Inject(CRYSTALLISER_STEPS) steps?: Observable<CrystalliserStep>,
  ) {
    this.subscription = steps?.subscribe((step) => this.beginnings.tell(step.source, step));
    void this.watchEndings(views.changes.after(null, this.over.signal));
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
    this.over.abort();
    for (const watcher of this.watchers) watcher.abort();
  }

  /**
   * The steps of the run that closes the source, as they happen, or as they happened. Ends after the completion; without
   * it when the signal aborts, and when this gateway stops.
   */
  async *of(settlement: Settlement, signal: AbortSignal): AsyncGenerator<CrystallisationStep> {
    const { position, review } = settlement;
    const source = review.outcome.eventId;
    const over = new AbortController();
    // Not joined with a signal that lives as long as this: that would keep every one that ever followed it.
    const until = AbortSignal.any([signal, over.signal]);
    this.watchers.add(over);
    if (this.over.signal.aborted) over.abort();
    try {
      const end = settlement.isRepeated
        ? this.recordedEnd(settlement, until)
        : Promise.race([this.endings.of(source, until), this.missedEnd(settlement, until)]);
      const first = await Promise.race([this.beginnings.of(source, until), end]);
      if (first === null) return;
      const { runId, at } = first;
      yield { kind: 'started', runId, position, at };
      const completed = await end;
      if (completed !== null) yield { ...completed, kind: 'completed' };
    } finally {
      over.abort();
      this.watchers.delete(over);
    }
  }

  /** Among the changes since, else in what the views hold, else when it comes. */
  private async recordedEnd(settlement: Settlement, signal: AbortSignal): Promise<Ending | null> {
    for await (const change of this.views.changes.after(settlement.position, signal)) {
      if (change.kind === 'memories' && change.source === settlement.review.outcome.eventId) return change;
      if (change.kind === 'reset') {
        const ending = await endingInViews(this.views, settlement);
        if (ending !== null) return ending;
      }
    }
    return null;
  }

  /** In what the views hold, once changes were missed that may have told it. */
  private async missedEnd(settlement: Settlement, signal: AbortSignal): Promise<Ending | null> {
    await this.nextMiss(signal);
    while (!signal.aborted) {
      // Views that cannot be read now may be a little later.
      const ending = await endingInViews(this.views, settlement).catch(() => null);
      if (ending !== null) return ending;
      await pause(LOOK_MS, null, { signal }).catch(() => null);
    }
    return null;
  }

  private nextMiss(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        signal.removeEventListener('abort', settle);
        this.onMissed.delete(settle);
        resolve();
      };
      signal.addEventListener('abort', settle, { once: true });
      this.onMissed.add(settle);
    });
  }

  private async watchEndings(changes: ReturnType<Views['changes']['after']>): Promise<void> {
    for await (const change of changes) {
      if (change.kind === 'memories') this.endings.tell(change.source, change);
      if (change.kind === 'reset') for (const tell of [...this.onMissed]) tell();
    }
  }
}

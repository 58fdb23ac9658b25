import { type Change, VIEWS, type Views } from '@countersign/projections';
import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { filter, firstValueFrom, fromEvent, type Observable, Subject, takeUntil } from 'rxjs';

type Position = Change['position'];
type MemoriesChange = Extract<Change, { kind: 'memories' }>;

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
  | {
      readonly kind: 'completed';
      readonly runId: string;
      readonly position: Position;
      readonly at: number;
      readonly memoryIds: readonly string[];
    };

/** A run may begin before anybody has asked for it: so many of the last beginnings are kept. */
const KEPT = 1_000;

/** Watches what becomes of a settled review, whichever gateway crystallises it. */
@Injectable()
export class Crystallisation implements OnModuleDestroy {
  private readonly begun = new LRUCache<string, CrystalliserStep>({ max: KEPT });
  private readonly beginnings = new Subject<CrystalliserStep>();
  private readonly subscription: { unsubscribe(): void } | undefined;

  constructor(
    @Inject(VIEWS) private readonly views: Pick<Views, 'changes'>,
    @Optional() @Inject(CRYSTALLISER_STEPS) steps?: Observable<CrystalliserStep>,
  ) {
    this.subscription = steps?.subscribe((step) => {
      this.begun.set(step.source, step);
      this.beginnings.next(step);
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
    this.beginnings.complete();
  }

  /**
   * The steps of the run that closes the source, as they happen; `position` is the source's own. Ends after the
   * completion, or when the signal aborts.
   */
  async *of(source: string, position: Position, signal: AbortSignal): AsyncGenerator<CrystallisationStep> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    try {
      const end = this.endOf(source, position, until);
      end.catch(() => undefined);
      const first = await Promise.race([this.beginningOf(source, until), end]);
      if (first === null) return;
      const { runId, at } = first;
      yield { kind: 'started', runId, position, at };
      const completed = await end;
      if (completed !== null) yield { ...completed, kind: 'completed' };
    } finally {
      over.abort();
    }
  }

  private async beginningOf(source: string, signal: AbortSignal): Promise<CrystalliserStep | null> {
    const known = this.begun.get(source);
    if (known !== undefined) return known;
    const matching = this.beginnings.pipe(
      filter((step) => step.source === source),
      takeUntil(fromEvent(signal, 'abort')),
    );
    return firstValueFrom(matching, { defaultValue: null });
  }

  private async endOf(source: string, after: Position, signal: AbortSignal): Promise<MemoriesChange | null> {
    for await (const change of this.views.changes.after(after, signal)) {
      if (change.kind === 'memories' && change.source === source) return change;
    }
    return null;
  }
}

import { type Change, VIEWS, type Views } from '@countersign/projections';
import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Announcements } from './announcements';

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

/** Watches what becomes of settled reviews, whichever gateway crystallises them: one reader of the changes for all. */
@Injectable()
export class Crystallisation implements OnModuleDestroy {
  private readonly beginnings = new Announcements<CrystalliserStep>();
  private readonly endings = new Announcements<MemoriesChange>();
  private readonly subscription: { unsubscribe(): void } | undefined;
  private readonly over = new AbortController();

  constructor(
    @Inject(VIEWS) views: Pick<Views, 'changes'>,
    @Optional() @Inject(CRYSTALLISER_STEPS) steps?: Observable<CrystalliserStep>,
  ) {
    this.subscription = steps?.subscribe((step) => this.beginnings.tell(step.source, step));
    void this.watchEndings(views.changes.after(null, this.over.signal));
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
    this.over.abort();
  }

  /**
   * The steps of the run that closes the source, as they happen; `position` is the source's own. Ends after the
   * completion, or when the signal aborts.
   */
  async *of(source: string, position: Position, signal: AbortSignal): AsyncGenerator<CrystallisationStep> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    try {
      const end = this.endings.of(source, until);
      const first = await Promise.race([this.beginnings.of(source, until), end]);
      if (first === null) return;
      const { runId, at } = first;
      yield { kind: 'started', runId, position, at };
      const completed = await end;
      if (completed !== null) yield { ...completed, kind: 'completed' };
    } finally {
      over.abort();
    }
  }

  private async watchEndings(changes: ReturnType<Views['changes']['after']>): Promise<void> {
    for await (const change of changes) {
      if (change.kind === 'memories') this.endings.tell(change.source, change);
    }
  }
}

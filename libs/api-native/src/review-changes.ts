import type { Position } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import type { Review } from '@countersign/review';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

const BEGINNING = 0n as Position;

/** Told of each change of one review, in order; of null where changes may have been missed, or none will come. */
type Told = (review: Review | null) => void;

/**
 * Changes of single reviews for whoever waits for them. However many wait, this process follows the views once and
 * asks them nothing; a waiter is an entry in a map.
 */
@Injectable()
export class ReviewChanges implements OnModuleDestroy {
  readonly #over = new AbortController();
  readonly #waiting = new Map<string, Set<Told>>();
  #isFollowing = false;
  readonly #logger = new Logger('ReviewChanges');

  constructor(@Inject(VIEWS) private readonly views: Pick<Views, 'changes' | 'progress'>) {}

  /** The process stops: nobody will be told anything any more. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** From now on, until the function that is given back is called: whatever the views hold later is told. */
  follow(
    { workspace, review }: { readonly workspace: string; readonly review: string },
    told: Told,
  ): () => void {
    const key = `${workspace}/${review}`;
    const ofReview = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, ofReview.add(told));
    if (!this.#isFollowing && !this.isOver) void this.#run();
    return () => {
      ofReview.delete(told);
      if (ofReview.size === 0 && this.#waiting.get(key) === ofReview) this.#waiting.delete(key);
    };
  }

  /** How many wait. */
  get size(): number {
    let size = 0;
    for (const ofReview of this.#waiting.values()) size += ofReview.size;
    return size;
  }

  onModuleDestroy(): void {
    this.#over.abort();
    this.#tellAll();
  }

  async #run(): Promise<void> {
    this.#isFollowing = true;
    const { changes, progress } = this.views;
    try {
      for await (const change of changes.after(progress.position() ?? BEGINNING, this.#over.signal)) {
        if (change.kind === 'review') this.#tell(change.review);
        if (change.kind === 'reset') this.#tellAll();
      }
    } catch (error) {
      this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
    }
    this.#isFollowing = false;
    if (!this.isOver) this.#tellAll();
  }

  #tell(review: Review): void {
    for (const told of this.#waiting.get(`${review.workspace}/${review.id}`) ?? []) told(review);
  }

  #tellAll(): void {
    for (const told of [...this.#waiting.values()].flatMap((ofReview) => [...ofReview])) told(null);
  }
}

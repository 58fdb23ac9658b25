import {
  apiKeysStream,
  parseStream,
  type Position,
  reviewStream,
  rulesStream,
} from '@countersign/event-store';
import { auditKeyUse, keyUseOf } from '@countersign/api-key';
import type { ReviewRequested, ReviewState } from '@countersign/review';
import { auditPinnedRule, auditRuleChoice } from '@countersign/rule';
import { LRUCache } from 'lru-cache';
import { advance, type Looked, type Passing, unreadable } from './advancing';
import type { ClockTolerance } from './clocks';
import { EvictedStreams } from './evicted-streams';
import type { Found } from './finding';
import type { OpenedEvent } from './opened-event';
import { PinnedRules } from './pinned-rules';
import { reread } from './rereading';
import { emptyFold, keysIn, reviewIn, rulesIn, type StreamFold } from './stream-fold';
import type { VerifiedLog } from './verified-log';

export interface FoldsOptions {
  readonly cacheBytes: number;
  readonly tolerance: ClockTolerance;
  /** Whether the pass begins behind the beginning, so that any stream may have begun before. */
  readonly isPart: boolean;
  readonly destroyedKeys: ReadonlySet<string>;
}

/**
 * What every stream has come to, as far as there is room; of a stream that was let go its earlier events are read again.
 * So the memory is bounded, and what is found is the same.
 */
export class Folds {
  private readonly kept: LRUCache<string, StreamFold>;
  private readonly evicted = new EvictedStreams();
  /** Streams that could not be read again: they were deleted for good. */
  private readonly deleted = new Set<string>();
  private readonly pinned: PinnedRules;
  private readonly mayBeginLate: boolean;
  private readonly passing: Passing;

  constructor(
    private readonly log: VerifiedLog,
    private readonly options: FoldsOptions,
  ) {
    const { cacheBytes, tolerance, destroyedKeys } = options;
    this.mayBeginLate = log.mayBeginLate === true;
    this.passing = { mayBeginLate: this.mayBeginLate, tolerance, destroyedKeys, cited: [], isWhole: true };
    this.pinned = new PinnedRules(log);
    this.kept = new LRUCache({
      maxSize: cacheBytes,
      // What weighs more than all of it would silently not be kept, and be read anew for every event.
      sizeCalculation: ({ bytes }) => Math.min(bytes, cacheBytes),
      dispose: (_fold, stream, reason) => {
        if (reason === 'evict') this.evicted.add(stream);
      },
    });
  }

  /** Looks at the events of one append, the next of its stream in the log. */
  async close(append: readonly OpenedEvent[], isWhole: boolean): Promise<readonly Looked[]> {
    const [first] = append;
    if (first === undefined) return [];
    const { stream } = first.stored;
    const cited: (ReviewState | undefined)[] = [];
    for (const event of append) cited.push(await this.cited(event));
    const fold = await this.before(first);
    const mayBeginLate = this.mayHaveBegun(stream);
    const looked = advance(fold, append, { ...this.passing, mayBeginLate, cited, isWhole });
    this.keep(stream, fold);
    for (const [index, event] of append.entries()) {
      const own = looked[index] as Looked;
      if (event.fact?.event.type === 'MemoriesCrystallised' && cited[index] === undefined)
        own.isJudged = false;
      await this.auditBeside(event, own);
    }
    return looked;
  }

  /** Holds an event against what stands in other streams. */
  private async auditBeside(event: OpenedEvent, looked: Looked): Promise<void> {
    const { fact, name, stored } = event;
    if (fact === null) return;
    const found: (readonly Found[] | null)[] = [];
    if (fact.event.type === 'ReviewRequested') {
      found.push(await this.auditRule(name.workspace, fact.event, stored));
    }
    // Of those in their own stream it is wrong that a key was used at all.
    const use = fact.kind === 'apikeys' ? null : keyUseOf(fact.event, stored.created);
    if (use !== null) {
      const keys = keysIn(await this.known(apiKeysStream(name.workspace), stored.position));
      found.push(keys === undefined ? null : safely(() => auditKeyUse(use, keys)));
    }
    for (const breaches of found) {
      if (breaches === null) looked.isJudged = false;
      else looked.found.push(...breaches);
    }
  }

  private keep(stream: string, fold: StreamFold): void {
    // Set anew, so that it is weighed anew.
    this.kept.delete(stream);
    this.kept.set(stream, fold);
  }

  private before({ stored: { stream, revision, position } }: OpenedEvent): Promise<StreamFold> {
    const isNew = revision === 0n && !this.options.isPart && !this.evicted.mayHave(stream);
    if (isNew && !this.kept.has(stream)) return Promise.resolve(this.empty(stream));
    return this.asOf(stream, position);
  }

  private empty(stream: string): StreamFold {
    return emptyFold(parseStream(stream)?.kind ?? 'review');
  }

  /** A stream as of just before a position, to which the pass has come. */
  private async asOf(stream: string, position: Position): Promise<StreamFold> {
    const known = this.kept.get(stream);
    if (known !== undefined) return known;
    const fold = this.empty(stream);
    if (!(await reread(this.log, fold, { stream, before: position, passing: this.passing }))) {
      this.deleted.add(stream);
    }
    this.keep(stream, fold);
    return fold;
  }

  /** The review out of which memories came. */
  private async cited({ fact, name, stored }: OpenedEvent): Promise<ReviewState | undefined> {
    if (fact?.event.type !== 'MemoriesCrystallised') return undefined;
    const stream = streamNamed(name.workspace, fact.event.review);
    if (stream === null) return null;
    return reviewIn(await this.known(stream, stored.position));
  }

  /** As {@link asOf}; null where the stream may have begun before anything that the log has. */
  private async known(stream: string, position: Position): Promise<StreamFold | null> {
    const fold = await this.asOf(stream, position);
    return this.mayHaveBegun(stream) && fold.next === 0n ? null : fold;
  }

  /** Whether it may have begun before anything that there is of it. */
  private mayHaveBegun(stream: string): boolean {
    return this.mayBeginLate || this.deleted.has(stream);
  }

  /** Null where it cannot be held against the rules. */
  private async auditRule(
    workspace: string,
    request: ReviewRequested,
    { position, created }: OpenedEvent['stored'],
  ): Promise<readonly Found[] | null> {
    const pinned = await this.pinned.of(workspace, request, position);
    if (pinned === undefined) return null;
    const found = safely(() => auditPinnedRule(request, pinned));
    if (found.length > 0) return found;
    const standing = rulesIn(await this.known(rulesStream(workspace), position), created);
    return standing === undefined ? null : safely(() => auditRuleChoice(request, standing));
  }
}

function safely(audit: () => readonly Found[]): readonly Found[] {
  try {
    return audit();
  } catch (error) {
    return [unreadable(error)];
  }
}

/** Null for what no stream can be called. */
function streamNamed(workspace: string, review: string): string | null {
  try {
    return reviewStream(workspace, review);
  } catch {
    return null;
  }
}

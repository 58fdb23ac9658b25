import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { DecideMemory, type MemoryAnswer } from '@countersign/commands';
import { runIdOf } from '@countersign/memory';
import type { CrystalliseWork, Views } from '@countersign/projections';
import { type Observable, Subject } from 'rxjs';
import { v5 as uuidV5 } from 'uuid';
import { crystallise as defaultCrystallise } from './crystallise';

/** What a crystalliser makes of a settled review; may be slow, and may fail: it is tried again. */
type Crystallise = (
  review: CrystalliseWork['review'],
  source: string,
) =>
  | readonly { readonly id: string; readonly content: string }[]
  | Promise<readonly { readonly id: string; readonly content: string }[]>;

/** A step of this gateway's own work, at the moment at which it happens. Its end is the recorded fact itself. */
interface CrystalliseStep {
  readonly kind: 'started';
  readonly source: string;
  readonly runId: string;
  /** Log position of the source. */
  readonly position: CrystalliseWork['position'];
  /** UTC milliseconds. */
  readonly at: number;
}

interface CrystalliserOptions {
  readonly views: Pick<Views, 'work' | 'progress'>;
  /** Executes on the command bus. */
  readonly execute: (command: DecideMemory) => Promise<MemoryAnswer>;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly logger: { warn(message: string): void };
  readonly crystallise?: Crystallise;
  /** How many sources are worked on at once, so that they share commits of the store and batches of the views. */
  readonly atOnce?: number;
  /** Milliseconds; for tests. `attempt` bounds one attempt, `retry` is the first back-off, doubled up to 5 min. */
  readonly times?: { readonly attempt?: number; readonly retry?: number; readonly idle?: number };
}

export interface Crystalliser {
  readonly onStep: Observable<CrystalliseStep>;
  /** Takes no new work, and resolves once what is running has ended. */
  stop(): Promise<void>;
}

const AT_ONCE = 32;
const ATTEMPT_MS = 10_000;
const RETRY_MS = 1_000;
const IDLE_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const PASSED_MS = 5_000;

/**
 * Remembers settled reviews (the design's *Remembering*): takes the work table's open sources and closes each by one
 * `RecordMemories`. Keeps no checkpoint: a source without its fact is work, whatever crashed; the command's id comes
 * from the source and the decider refuses a repeat, so that a retry or a second gateway doubles nothing.
 * A source that fails waits longer each time, and one that hangs does not stop others.
 */
export function startCrystalliser(options: CrystalliserOptions): Crystalliser {
  const running = new RunningCrystalliser(options);
  return { onStep: running.steps.asObservable(), stop: () => running.stop() };
}

class RunningCrystalliser {
  readonly steps = new Subject<CrystalliseStep>();
  private readonly abort = new AbortController();
  /** Sources being worked on, until the views no longer call them work. */
  private readonly inHand = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, number>();
  private readonly atOnce: number;
  private readonly loop: Promise<void>;

  constructor(private readonly options: CrystalliserOptions) {
    this.atOnce = options.atOnce ?? AT_ONCE;
    setMaxListeners(3 * this.atOnce, this.abort.signal);
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.loop;
    await Promise.all(this.inHand.values());
    this.steps.complete();
  }

  private async run(): Promise<void> {
    const { views, now, times, logger } = this.options;
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        const due = await views.work.due(now(), this.atOnce + this.inHand.size);
        const fresh = due.filter(({ source }) => !this.inHand.has(source));
        for (const work of fresh.slice(0, this.atOnce - this.inHand.size)) this.take(work);
        // Asking again costs as much as the work itself: not for every source that is done.
        await (this.inHand.size < this.atOnce ? this.anyNews() : this.halfDone());
      } catch (error) {
        if (signal.aborted) return;
        logger.warn(`the crystalliser cannot read its work: ${String(error)}`);
        await pause(times?.retry ?? RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private anyNews(): Promise<void> {
    const { views, times } = this.options;
    return views.work.waitForWork(times?.idle ?? IDLE_MS, this.abort.signal);
  }

  private async halfDone(): Promise<void> {
    while (this.inHand.size > this.atOnce / 2) await Promise.race(this.inHand.values());
  }

  private take(work: CrystalliseWork): void {
    const { source } = work;
    const done = this.attempt(work)
      .then(
        () => void this.failures.delete(source),
        (error: unknown) => this.giveBack(source, String(error)),
      )
      .finally(() => this.inHand.delete(source));
    this.inHand.set(source, done);
  }

  private async attempt({ source, review, position }: CrystalliseWork): Promise<void> {
    const { crystallise = defaultCrystallise, execute, now, views, times } = this.options;
    const limit = times?.attempt ?? ATTEMPT_MS;
    const runId = runIdOf(source);
    this.steps.next({ kind: 'started', source, runId, position, at: now() });
    const memories = await within(limit, async () => crystallise(review, source));
    const recorded = { workspace: review.workspace, session: review.session, review: review.id, source };
    const content = { kind: 'RecordMemories', ...recorded, runId, memories } as const;
    const context = {
      commandId: uuidV5('record-memories', source),
      requestDigest: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
      correlationId: source,
      causationId: source,
      api: 'reaction',
      traceparent: null,
    } as const;
    const answer = await within(limit, () => execute(new DecideMemory({ ...content, at: now() }, context)));
    if (answer.kind === 'refused' && answer.refusal.code === 'conflict')
      throw new Error('too many lost races');
    const passed =
      answer.kind === 'accepted' && answer.position !== null
        ? views.progress.waitFor(answer.position, PASSED_MS)
        : views.progress.waitForHead(PASSED_MS);
    await orAborted(this.untilPassed(passed), this.abort.signal);
  }

  /** Views that stand still go on calling it work; it is not to be taken again and again meanwhile. */
  private async untilPassed(passed: Promise<boolean>): Promise<void> {
    if (await passed.catch(() => false)) return;
    await pause(this.options.times?.retry ?? RETRY_MS, undefined, { signal: this.abort.signal });
  }

  private async giveBack(source: string, problem: string): Promise<void> {
    const { views, now, times, logger } = this.options;
    const failures = (this.failures.get(source) ?? 0) + 1;
    this.failures.set(source, failures);
    const wait = Math.min((times?.retry ?? RETRY_MS) * 2 ** (failures - 1), LONGEST_RETRY_MS);
    logger.warn(`source ${source} is not crystallised, attempt ${failures}: ${problem}`);
    try {
      await views.work.failed(source, problem, now() + wait);
    } catch (error) {
      logger.warn(`the crystalliser cannot note its failure: ${String(error)}`);
      await pause(wait, undefined, { signal: this.abort.signal }).catch(() => undefined);
    }
  }
}

async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is waited for, given up when the signal aborts; leaves nothing behind on a signal that lives long. */
function orAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    work.then(end, end);
  });
}

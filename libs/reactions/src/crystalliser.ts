import { createHash } from 'node:crypto';
import { DecideMemory, type MemoryAnswer } from '@countersign/commands';
import { runIdOf } from '@countersign/memory';
import type { CrystalliseWork, Views } from '@countersign/projections';
import { type Observable, Subject } from 'rxjs';
import { v5 as uuidV5 } from 'uuid';
import type { Step } from './attempt';
import { crystallise as defaultCrystallise } from './crystallise';
import { Runner, type RunnerOptions } from './runner';

/** What a crystalliser makes of a settled review; may be slow, and may fail: it is tried again. */
type Crystallise = (
  review: CrystalliseWork['review'],
  source: string,
  /** Nobody waits for it any more. */
  ended: AbortSignal,
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

interface CrystalliserOptions extends Omit<RunnerOptions, 'progress'> {
  readonly views: Pick<Views, 'reactions' | 'progress'>;
  /** Executes on the command bus. */
  readonly execute: (command: DecideMemory) => Promise<MemoryAnswer>;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly crystallise?: Crystallise;
}

export interface Crystalliser {
  readonly onStep: Observable<CrystalliseStep>;
  /** Takes no new work, and resolves once what is running has ended. */
  stop(): Promise<void>;
}

/**
 * Remembers settled reviews (the design's *Remembering*): takes the work table's open sources and closes each by one
 * `RecordMemories`. The command's id comes from the source and the decider refuses a repeat, so that a retry or a
 * second gateway doubles nothing.
 */
export function startCrystalliser(options: CrystalliserOptions): Crystalliser {
  const { views, execute: _execute, now: _now, crystallise: _crystallise, ...runnerOptions } = options;
  const steps = new Subject<CrystalliseStep>();
  const tell = (step: CrystalliseStep): void => steps.next(step);
  const runner = new Runner(
    {
      table: views.reactions.crystallise,
      close: (work, step, ended) => remember(work, { step, ended, tell }, options),
    },
    { ...runnerOptions, progress: views.progress },
  );
  return {
    onStep: steps.asObservable(),
    async stop() {
      await runner.stop();
      steps.complete();
    },
  };
}

interface Attempt {
  readonly step: Step;
  readonly ended: AbortSignal;
  readonly tell: (step: CrystalliseStep) => void;
}

async function remember(
  { source, review, position }: CrystalliseWork,
  { step, ended, tell }: Attempt,
  { crystallise = defaultCrystallise, execute, now }: CrystalliserOptions,
): Promise<CrystalliseWork['position'] | null> {
  const runId = runIdOf(source);
  tell({ kind: 'started', source, runId, position, at: now() });
  const memories = await crystallise(review, source, ended);
  const recorded = { workspace: review.workspace, session: review.session, review: review.id, source };
  const content = { kind: 'RecordMemories', ...recorded, runId, memories } as const;
  const context = {
    commandId: uuidV5('record-memories', source),
    requestDigest: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    correlationId: source,
    causationId: source,
    api: 'reaction',
    traceparent: null,
    // A service may answer otherwise each time; what another gateway recorded of it stands.
    ...(crystallise !== defaultCrystallise && { isFresh: false }),
  } as const;
  step();
  const answer = await execute(new DecideMemory({ ...content, at: now() }, context));
  if (answer.kind === 'accepted') return answer.position;
  if (answer.refusal.code === 'conflict') throw new Error('lost races, and no try or no time left');
  return null;
}

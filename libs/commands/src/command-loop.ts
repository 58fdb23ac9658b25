import { setTimeout as pause } from 'node:timers/promises';
import {
  eventId,
  type EventContext,
  type EventDraft,
  type JsonRecord,
  type Log,
  type Position,
} from '@countersign/event-store';
import { LRUCache } from 'lru-cache';
import type { LoopEar } from './command-observer';
import type { CommandContext } from './contract';
import { foldPages } from './fold-pages';
import type { Aggregate, Folded, KnownCommand } from './folded';
import { roughSize } from './rough-size';
import { StreamQueue } from './stream-queue';

/** `position` is that of the command's last event, also when it was recorded before; null where nothing changed. */
export type LoopAnswer<State, Refusal> =
  | {
      readonly kind: 'accepted';
      readonly state: State;
      readonly position: Position | null;
      readonly repeated: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly state: State };

/**
 * Lost races before the loop gives up with the refusal `conflict`. Another gateway that has a queue for the same stream
 * wins again and again: it need not read what it wrote itself.
 */
const ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 320;
/** With less than that left behind a pause, a command that lost races is not tried again. */
const ATTEMPT_MS = 200;
/** A caller is promised an answer within 5 s; a command without a deadline of its own gets so much of them. */
export const COMMAND_BUDGET_MS = 4_500;
/** Behind other commands on the same stream: what begins then still has time to read and to append. */
const QUEUE_PATIENCE_MS = 3_000;
const CACHE_BYTES = 32 * 1024 * 1024;
const EVENT_WEIGHT = 2048;
const COMMAND_WEIGHT = 320;

/** One command on one stream, through all its attempts. */
interface Task {
  readonly stream: string;
  readonly context: EventContext;
  readonly deadline: number;
}

/**
 * Load, decide, append: the only loop of the product that records facts. Waiting, reading and appending share one
 * deadline, which no pause between them uses up: whatever hangs, the answer comes by then.
 *
 * Folded streams are cached to append only: the expected revision finds out a stale one. An answer without an append
 * (a refusal, nothing to change) first reads the stream's tail and decides again.
 */
export class CommandLoop<
  Command,
  Event extends { readonly type: string },
  State,
  Refusal extends { readonly code: string },
> {
  private readonly queue = new StreamQueue();
  private readonly cache = new LRUCache<string, Folded<State>>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (folded) => this.weigh(folded),
  });

  constructor(
    private readonly log: Log,
    private readonly aggregate: Aggregate<Command, Event, State, Refusal>,
    private readonly ear: LoopEar<NoInfer<Event>, NoInfer<State>>,
  ) {}

  async execute(
    stream: string,
    workspace: string,
    command: Command,
    { deadline: given = Infinity, ...context }: CommandContext,
  ): Promise<LoopAnswer<State, Refusal>> {
    const now = performance.now();
    const deadline = Math.min(given, now + COMMAND_BUDGET_MS);
    const task: Task = { stream, context: { ...context, workspace }, deadline };
    const answer = await this.queue.run(stream, Math.min(QUEUE_PATIENCE_MS, deadline - now), () =>
      this.settle(task, command),
    );
    if (answer.kind === 'refused') this.ear.refused(answer.refusal.code);
    return answer;
  }

  private async settle(task: Task, command: Command): Promise<LoopAnswer<State, Refusal>> {
    const { aggregate } = this;
    const { stream, context } = task;
    let folded = this.cache.get(stream) ?? (aggregate.starts(command) ? this.empty() : undefined);
    let isFresh = folded === undefined;
    folded ??= await this.readOn(task, this.empty());

    for (let lost = 0; ;) {
      const known = folded.commands.get(context.commandId);
      if (known !== undefined) return await this.answerAgain(task, folded, known);

      const result = aggregate.decide(command, folded.state);
      if (result.kind === 'accepted' && result.events.length > 0) {
        const appended = await this.append(task, folded, result.events);
        if (appended !== null) return appended;
        lost += 1;
        this.ear.raceLost();
        if (!(await mayTryAgain(lost, task.deadline))) break;
      } else if (isFresh) {
        return result.kind === 'refused'
          ? { kind: 'refused', refusal: result.refusal, state: folded.state }
          : { kind: 'accepted', state: folded.state, position: null, repeated: false };
      }
      folded = await this.readOn(task, folded);
      isFresh = true;
    }
    return { kind: 'refused', refusal: aggregate.refusals.conflict, state: folded.state };
  }

  private async append(
    { stream, context, deadline }: Task,
    folded: Folded<State>,
    events: readonly Event[],
  ): Promise<LoopAnswer<State, Refusal> | null> {
    const drafts = events.map((event, index): EventDraft => {
      const { type, data } = this.aggregate.encode(event);
      return { id: eventId(stream, context.commandId, index), type, data: data as JsonRecord };
    });
    const outcome = await this.log
      .append(stream, folded.tip, drafts, context, deadline)
      .catch((error: unknown) => {
        this.cache.delete(stream);
        throw error;
      });
    if (outcome.kind === 'conflict') return null;

    let { state, read } = folded;
    events.forEach((event, index) => {
      state = this.aggregate.evolve(state, event, (drafts[index] as EventDraft).id);
      read += weightOf((drafts[index] as EventDraft).data);
    });
    const { commands } = folded;
    const { position } = outcome;
    commands.set(context.commandId, {
      digest: context.requestDigest,
      revision: outcome.tip.revision,
      position,
    });
    this.cache.set(stream, { state, tip: outcome.tip, commands, read });
    this.ear.recorded(folded.state, events, state);
    return { kind: 'accepted', state, position: outcome.position, repeated: false };
  }

  /** The same command again: the answer is the fold at its own revision, whatever happened since. */
  private async answerAgain(
    task: Task,
    folded: Folded<State>,
    known: KnownCommand,
  ): Promise<LoopAnswer<State, Refusal>> {
    if (known.digest !== task.context.requestDigest) {
      return { kind: 'refused', refusal: this.aggregate.refusals.mismatch, state: folded.state };
    }
    const asOf =
      folded.tip?.revision === known.revision
        ? folded
        : await this.readOn(task, this.empty(), known.revision);
    return { kind: 'accepted', state: asOf.state, position: known.position, repeated: true };
  }

  private empty(): Folded<State> {
    return { state: this.aggregate.initial, tip: null, commands: new Map(), read: EVENT_WEIGHT };
  }

  /** Folds what the stream holds behind `folded`, up to and including `until`. */
  private async readOn(
    { stream, deadline }: Task,
    folded: Folded<State>,
    until?: bigint,
  ): Promise<Folded<State>> {
    const { commands } = folded;
    let { state, tip, read } = folded;
    const from = (tip?.revision ?? -1n) + 1n;
    const limit = until === undefined ? {} : { limit: Number(until - from) + 1 };
    try {
      const events = this.log.readStream(stream, from, { ...limit, deadline });
      for await (const page of foldPages(this.aggregate, state, events)) {
        ({ state } = page);
        for (const { data, envelope, revision, position } of page.events) {
          tip = { revision, hash: envelope.hash };
          read += weightOf(data);
          commands.set(envelope.commandId, { digest: envelope.requestDigest, revision, position });
        }
      }
      return { state, tip, commands, read };
    } finally {
      // However far it came: a read that was cut off is gone on with by the next command.
      if (until === undefined && tip !== null) this.cache.set(stream, { state, tip, commands, read });
    }
  }

  /** Never more than the whole cache: what weighs more would silently not be kept, and be read anew for ever. */
  private weigh({ state, commands, read }: Folded<State>): number {
    const { sizeOf } = this.aggregate;
    const bytes = sizeOf === undefined ? read : commands.size * COMMAND_WEIGHT + sizeOf(state);
    return Math.min(CACHE_BYTES, EVENT_WEIGHT + bytes);
  }
}

/** Answers after a pause that lets others go first; no, at once, where nothing may be tried behind it any more. */
async function mayTryAgain(lost: number, deadline: number): Promise<boolean> {
  if (lost === 1) return true;
  const wait = Math.random() * Math.min(2 ** lost * 5, LONGEST_PAUSE_MS);
  if (lost >= ATTEMPTS || performance.now() + wait + ATTEMPT_MS > deadline) return false;
  await pause(wait);
  return true;
}

function weightOf(data: JsonRecord): number {
  return EVENT_WEIGHT + roughSize(data);
}

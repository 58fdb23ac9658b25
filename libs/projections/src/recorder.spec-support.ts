import { randomUUID } from 'node:crypto';
import { eventId, memoryStream, reviewStream } from '@countersign/event-store';
import type {
  AppendOutcome,
  EventContext,
  JsonRecord,
  Log,
  Position,
  StreamTip,
} from '@countersign/event-store';
import { encodeMemoryEvent } from '@countersign/memory';
import { decide, encodeReviewEvent, evolve, workspaceOf } from '@countersign/review';
import { actorOf, nameOf } from '@countersign/review';
import type { Principal, Review, ReviewCommand, ReviewState } from '@countersign/review';

interface Recorded {
  readonly position: Position;
  readonly eventIds: readonly string[];
}

/** Writes what commands decide into a log, without a read side: the history that the views are tested with. */
export class Recorder {
  readonly #log: Log;
  readonly #tips = new Map<string, StreamTip>();
  readonly #states = new Map<string, ReviewState>();

  constructor(log: Log) {
    this.#log = log;
  }

  async record(command: ReviewCommand, review: string): Promise<Recorded & { readonly review: Review }> {
    const workspace = workspaceOf(command);
    const stream = reviewStream(workspace, review);
    let state = this.#states.get(stream) ?? null;
    const result = decide(command, state);
    if (result.kind === 'refused') throw new Error(`refused: ${result.refusal.code}`);
    const recorded = await this.raw(
      stream,
      workspace,
      result.events.map((event) => encodeReviewEvent(event)),
    );
    result.events.forEach((event, index) => {
      state = evolve(state, event, recorded.eventIds[index] ?? '');
    });
    this.#states.set(stream, state);
    if (state === null) throw new Error('nothing was recorded');
    return { ...recorded, review: state };
  }

  /** What the crystalliser would record of an outcome. */
  async remember(
    review: Review,
    source: string,
    contents: readonly string[],
    at = review.updatedAt,
  ): Promise<Recorded & { readonly memoryIds: readonly string[] }> {
    const { workspace, session } = review;
    const memoryIds = contents.map(() => randomUUID());
    const event = encodeMemoryEvent({
      type: 'MemoriesCrystallised',
      at,
      workspace,
      session,
      review: review.id,
      source,
      runId: randomUUID(),
      memoryIds,
      personal: { contents },
    });
    return { ...(await this.raw(memoryStream(workspace, session), workspace, [event])), memoryIds };
  }

  async forget(
    { workspace, session, id, updatedAt }: Review,
    memory: string,
    by: Principal,
  ): Promise<Recorded> {
    const event = encodeMemoryEvent({
      type: 'MemoryForgotten',
      at: updatedAt,
      by: actorOf(by),
      workspace,
      session,
      review: id,
      memory,
      personal: { by: nameOf(by), note: null },
    });
    return this.raw(memoryStream(workspace, session), workspace, [event]);
  }

  /** Any events at all, as one append. */
  async raw(
    stream: string,
    workspace: string,
    events: readonly { readonly type: string; readonly data: unknown }[],
  ): Promise<Recorded> {
    const commandId = randomUUID();
    const drafts = events.map(({ type, data }, index) => ({
      id: eventId(stream, commandId, index),
      type,
      data: data as JsonRecord,
    }));
    const outcome: AppendOutcome = await this.#log.append(
      stream,
      this.#tips.get(stream) ?? null,
      drafts,
      contextOf(workspace, commandId),
    );
    if (outcome.kind === 'conflict') throw new Error(`a conflict on ${stream}`);
    this.#tips.set(stream, outcome.tip);
    return { position: outcome.position, eventIds: drafts.map(({ id }) => id) };
  }
}

function contextOf(workspace: string, commandId: string): EventContext {
  return {
    correlationId: commandId,
    causationId: commandId,
    commandId,
    requestDigest: 'digest',
    workspace,
    api: 'test',
    traceparent: null,
  };
}

import { randomUUID } from 'node:crypto';
import { eventId, memoryStream, reviewStream } from '@countersign/event-store';
import type { JsonRecord, Log, StreamTip } from '@countersign/event-store';
import { encodeMemoryEvent, memoryIdOf, runIdOf } from '@countersign/memory';
import { decide, encodeReviewEvent, evolve } from '@countersign/review';
import type { RequestReview, Review, ReviewDecision, ReviewState } from '@countersign/review';
import type { Story } from './story';

interface Kept {
  readonly state: ReviewState;
  readonly tip: StreamTip;
  readonly lastEvent: string;
}

/** Writes what the rules make of stories into a log, as the product records it but without its HTTP. */
export class HistoryRecorder {
  readonly countByType: Record<string, number> = {};
  events = 0;
  readonly #log: Log;
  readonly #kept = new Map<string, Kept>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** One step of a story; nothing where it has none. */
  async play(story: Story, step: number): Promise<void> {
    const { review, asked, decisions, memories } = story;
    const command = step === 0 ? asked : decisions[step - 1];
    if (command !== undefined) return this.#decide(review, command);
    const kept = this.#kept.get(review);
    if (step < 3 || memories.length === 0 || kept === undefined || kept.state === null) return;
    await this.#remember(kept.state, kept.lastEvent, memories);
  }

  /** The stories so far are over. */
  forget(): void {
    this.#kept.clear();
  }

  async #decide(review: string, command: RequestReview | ReviewDecision): Promise<void> {
    const kept = this.#kept.get(review) ?? null;
    // Now, whatever the story says: an auditor compares with the store's clock.
    const result = decide({ ...command, at: Date.now() }, kept?.state ?? null);
    if (result.kind === 'refused') throw new Error(`refused: ${result.refusal.code}`);
    const stream = reviewStream(command.actor.workspace, review);
    const stored = result.events.map((event) => encodeReviewEvent(event));
    const { ids, tip } = await this.#append(stream, command.actor.workspace, kept?.tip ?? null, stored);
    const state = result.events.reduce<ReviewState>(
      (before, event, index) => evolve(before, event, ids[index] ?? ''),
      kept?.state ?? null,
    );
    this.#kept.set(review, { state, tip, lastEvent: ids.at(-1) ?? '' });
  }

  async #remember(
    { workspace, session, id, updatedAt }: Review,
    source: string,
    contents: readonly string[],
  ) {
    const memoryIds = contents.map((_, index) => memoryIdOf(source, index));
    const about = { workspace, session, review: id, source, runId: runIdOf(source) };
    const event = encodeMemoryEvent({
      type: 'MemoriesCrystallised',
      at: updatedAt,
      ...about,
      memoryIds,
      personal: { contents },
    });
    await this.#append(memoryStream(workspace, session), workspace, null, [event]);
  }

  async #append(
    stream: string,
    workspace: string,
    tip: StreamTip | null,
    events: readonly { readonly type: string; readonly data: unknown }[],
  ): Promise<{ readonly ids: readonly string[]; readonly tip: StreamTip }> {
    const commandId = randomUUID();
    const drafts = events.map(({ type, data }, index) => {
      return { id: eventId(stream, commandId, index), type, data: data as JsonRecord };
    });
    const outcome = await this.#log.append(stream, tip, drafts, {
      correlationId: commandId,
      causationId: commandId,
      commandId,
      requestDigest: commandId,
      workspace,
      api: 'bench',
      traceparent: null,
      isFresh: true,
    });
    if (outcome.kind === 'conflict') throw new Error(`a conflict on ${stream}`);
    this.events += drafts.length;
    for (const { type } of drafts) this.countByType[type] = (this.countByType[type] ?? 0) + 1;
    return { ids: drafts.map(({ id }) => id), tip: outcome.tip };
  }
}

import { parseStream } from '@countersign/event-store';
import type { LogEntry, RecordedEvent, StreamName } from '@countersign/event-store';
import { decodeMemoryEvent } from '@countersign/memory';
import type { MemoryEvent } from '@countersign/memory';
import { audienceOf, decodeReviewEvent, evolve } from '@countersign/review';
import type { ReviewEvent } from '@countersign/review';
import { positionText } from '../database/position-text';
import { Writes } from '../database/writes';
import type { WeighedChange } from '../progress/change-ring';
import { crystalliseWorkTable } from '../projections/crystallise-work';
import { decisionCountsTable, isCountedDecision } from '../projections/decisions';
import type { FoldedReview, MemoryFact, Projection, ReviewFact } from '../projections/projection';
import { FoldedReviews } from './folded-reviews';
import { parkedTable } from './parked-streams';
import { roughSize } from './rough-size';
import type { ParkedStream, ViewStore } from './view-store';

type Named<Kind extends StreamName['kind']> = Extract<StreamName, { readonly kind: Kind }>;
type Own = Exclude<LogEntry, { readonly kind: 'foreign' }>['event'];
type Fact = ReviewFact<ReviewEvent> | MemoryFact<MemoryEvent>;

/** What a batch of entries comes to, before anything is written. */
export interface FoldedBatch {
  readonly writes: Writes;
  readonly changes: readonly WeighedChange[];
  readonly hasNewWork: boolean;
}

/** Why an event cannot be applied; its stream is parked. */
class Unapplicable extends Error {}

/**
 * Folds entries of the log into rows, in memory: first what the batch needs is loaded, then it is folded in one turn.
 * What it remembers is ahead of the database until {@link kept}; after a failed commit call {@link forget}.
 */
export class BatchFold {
  readonly #store: ViewStore;
  readonly #handlers: ReadonlyMap<string, readonly ((fact: never, writes: Writes) => void)[]>;
  readonly #states: FoldedReviews;
  readonly #counts = new Map<string, number>();
  #parked: Map<string, ParkedStream> | null = null;

  constructor(store: ViewStore, projections: readonly Projection[]) {
    this.#store = store;
    this.#states = new FoldedReviews(store);
    this.#handlers = handlersOf(projections);
  }

  get parked(): readonly ParkedStream[] {
    return [...(this.#parked?.values() ?? [])];
  }

  async fold(entries: readonly LogEntry[]): Promise<FoldedBatch> {
    const own: { event: Own; problem: string | null; name: StreamName }[] = [];
    for (const entry of entries) {
      if (entry.kind === 'foreign') continue;
      const name = parseStream(entry.event.stream);
      if (name === null || name.kind === 'rules' || name.kind === 'apikeys') continue;
      own.push({
        event: entry.event,
        problem: entry.kind === 'unreadable' ? entry.event.problem : null,
        name,
      });
    }
    const parked = await this.#load(own);
    const batch = { writes: new Writes(), changes: [] as WeighedChange[] };
    for (const { event, problem, name } of own) {
      try {
        this.#apply(event, problem, name, batch, parked);
      } catch (error) {
        if (!(error instanceof Unapplicable)) throw error;
        const row = {
          stream: event.stream,
          position: positionText(event.position),
          event_id: event.id,
          type: event.type,
          reason: error.message,
        };
        parked.set(event.stream, row);
        batch.writes.put(parkedTable, event.stream, row);
      }
    }
    return { ...batch, hasNewWork: batch.writes.touches(crystalliseWorkTable) };
  }

  /** The batch is committed. */
  kept(): void {
    this.#states.trim();
  }

  /** The batch was not committed: everything is read again from the database. */
  forget(): void {
    this.#states.clear();
    this.#counts.clear();
    this.#parked = null;
  }

  async #load(
    own: readonly { readonly event: Own; readonly name: StreamName }[],
  ): Promise<Map<string, ParkedStream>> {
    this.#parked ??= new Map((await this.#store.parked()).map((row) => [row.stream, row]));
    const parked = this.#parked;
    const reviews: { workspace: string; id: string }[] = [];
    for (const { event, name } of own) {
      const about = name.kind === 'memory' && 'data' in event ? event.data['review'] : null;
      if (typeof about === 'string') reviews.push({ workspace: name.workspace, id: about });
      if (name.kind !== 'review') continue;
      if (!this.#counts.has(name.workspace) && isCountedDecision(event.type)) {
        this.#counts.set(name.workspace, await this.#store.decisionCount(name.workspace));
      }
      if (!parked.has(event.stream)) reviews.push({ workspace: name.workspace, id: name.review });
    }
    await this.#states.load(reviews);
    return parked;
  }

  #apply(
    event: Own,
    problem: string | null,
    name: StreamName,
    batch: { readonly writes: Writes; readonly changes: WeighedChange[] },
    parked: ReadonlyMap<string, ParkedStream>,
  ): void {
    const isParked = parked.has(event.stream);
    if (name.kind === 'review') {
      const before = isParked ? null : this.#states.get(name.workspace, name.review);
      if (before !== null && event.revision <= BigInt(before.review.revision)) return;
      const number = this.#number(event.type, name.workspace, batch.writes);
      if (isParked) return;
      this.#applyReview(readable(event, problem), name, before, number, batch);
    } else if (name.kind === 'memory' && !isParked) {
      this.#applyMemories(readable(event, problem), name, batch);
    }
  }

  #applyReview(
    recorded: RecordedEvent,
    name: Named<'review'>,
    before: FoldedReview | null,
    number: number | null,
    batch: { readonly writes: Writes; readonly changes: WeighedChange[] },
  ): void {
    const expected = before === null ? 0 : before.review.revision + 1;
    if (recorded.revision !== BigInt(expected)) {
      throw new Unapplicable(`revision ${recorded.revision} came where ${expected} was due`);
    }
    const event = eventOf(decodeReviewEvent(recorded.type, recorded.data, recorded.envelope.schemaVersion));
    if (
      event.type === 'ReviewRequested' &&
      (event.workspace !== name.workspace || event.review !== name.review)
    ) {
      throw new Unapplicable(`${event.type} speaks of another review than its stream`);
    }
    const position = positionText(recorded.position);
    const review = folded(() => evolve(before?.review ?? null, event, recorded.id));
    const after: FoldedReview = {
      review,
      audience: audienceOf(review),
      lastDecision: number ?? before?.lastDecision ?? null,
      position,
      weight: (before?.weight ?? 0) + roughSize(recorded.data['personal']) + 1_000,
    };
    this.#states.set(after);
    this.#dispatch({ event, recorded, before, after, position }, batch.writes);
    batch.changes.push({
      change: {
        kind: 'review',
        position: recorded.position,
        eventId: recorded.id,
        type: event.type,
        review,
        audience: after.audience,
      },
      weight: after.weight,
    });
  }

  #applyMemories(
    recorded: RecordedEvent,
    name: Named<'memory'>,
    batch: { readonly writes: Writes; readonly changes: WeighedChange[] },
  ): void {
    const event = eventOf(decodeMemoryEvent(recorded.type, recorded.data, recorded.envelope.schemaVersion));
    if (event.workspace !== name.workspace || event.session !== name.session) {
      throw new Unapplicable(`${event.type} speaks of another session than its stream`);
    }
    const { workspace, session, review, source, runId, memoryIds, at } = event;
    const { position, id: eventId } = recorded;
    this.#dispatch({ event, recorded, position: positionText(position) }, batch.writes);
    batch.changes.push({
      change: {
        kind: 'memories',
        position,
        eventId,
        workspace,
        session,
        review,
        source,
        runId,
        memoryIds,
        at,
        audience: this.#states.get(workspace, review)?.audience ?? [],
      },
      weight: roughSize(memoryIds),
    });
  }

  #number(type: string, workspace: string, writes: Writes): number | null {
    if (!isCountedDecision(type)) return null;
    const number = (this.#counts.get(workspace) ?? 0) + 1;
    this.#counts.set(workspace, number);
    writes.put(decisionCountsTable, workspace, { workspace, decisions: number });
    return number;
  }

  #dispatch(fact: Fact, writes: Writes): void {
    for (const handle of this.#handlers.get(fact.event.type) ?? []) handle(fact as never, writes);
  }
}

function readable(event: Own, problem: string | null): RecordedEvent {
  if (problem !== null || !('envelope' in event)) throw new Unapplicable(problem ?? 'unreadable');
  return event;
}

function eventOf<Event>(
  decoded: { readonly ok: true; readonly event: Event } | { readonly ok: false; readonly problem: string },
): Event {
  if (decoded.ok) return decoded.event;
  throw new Unapplicable(decoded.problem);
}

/** `evolve` throws only for a history that cannot have happened. */
function folded<State>(fold: () => State): State {
  try {
    return fold();
  } catch (error) {
    throw new Unapplicable(error instanceof Error ? error.message : String(error));
  }
}

function handlersOf(projections: readonly Projection[]) {
  const handlers = new Map<string, ((fact: never, writes: Writes) => void)[]>();
  for (const { on } of projections) {
    for (const [type, handler] of Object.entries(on)) {
      if (handler !== 'not relevant') handlers.set(type, [...(handlers.get(type) ?? []), handler]);
    }
  }
  return handlers;
}

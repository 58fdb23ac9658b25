import { parseStream } from '@countersign/event-store';
import type { LogEntry, RecordedEvent, StreamName } from '@countersign/event-store';
import type { MemoryEvent } from '@countersign/memory';
import { audienceOf } from '@countersign/review';
import type { ReviewEvent } from '@countersign/review';
import { positionText } from '../database/position-text';
import { revisionNumber } from '../database/revision-number';
import { storableText } from '../database/storable-text';
import { Writes } from '../database/writes';
import { noteFact } from '../facts/facts-table';
import type { WeighedChange } from '../progress/change-ring';
import { decisionCountsTable, isCountedDecision, parkedDecisionsTable } from '../projections/decisions';
import { memoriesTable, memoryWords } from '../projections/memories';
import type { FoldedReview, MemoryFact, Projection, ReviewFact } from '../projections/projection';
import { memoryChange, reviewChange } from './changes';
import { FoldedReviews } from './folded-reviews';
import { parkedTable } from './parked-streams';
import { memoryOf, step, Unapplicable } from './review-step';
import type { OwnEvent } from './review-step';
import { roughSize } from './rough-size';
import type { MemoryRow, ParkedStream, ViewStore } from './view-store';

type Named<Kind extends StreamName['kind']> = Extract<StreamName, { readonly kind: Kind }>;
type Fact = ReviewFact<ReviewEvent> | MemoryFact<MemoryEvent>;
type OwnName = Named<'review'> | Named<'memory'>;

/** An event of a stream that views are made of. */
export interface OwnEntry {
  readonly event: OwnEvent;
  readonly name: OwnName;
}

/** What a batch of entries comes to, before anything is written. */
export interface FoldedBatch {
  readonly writes: Writes;
  readonly changes: readonly WeighedChange[];
}

/**
 * Folds entries of the log into rows, in memory: first what the batch needs is loaded, then it is folded in one turn.
 * What it remembers is ahead of the database until {@link kept}; after a failed commit call {@link forget}.
 */
export class BatchFold {
  readonly #store: ViewStore;
  readonly #handlers: ReadonlyMap<string, readonly ((fact: never, writes: Writes) => void)[]>;
  readonly #states: FoldedReviews;
  readonly #counts = new Map<string, number>();
  readonly #onParked: (row: ParkedStream) => void;
  #parked: Map<string, ParkedStream> | null = null;

  /** @param onParked hears of every stream that is parked, also again where a retry or a commit fails */
  constructor(
    store: ViewStore,
    projections: readonly Projection[],
    onParked: (row: ParkedStream) => void = () => undefined,
  ) {
    this.#store = store;
    this.#onParked = onParked;
    this.#states = new FoldedReviews(store);
    this.#handlers = handlersOf(projections);
  }

  async fold(entries: readonly LogEntry[]): Promise<FoldedBatch> {
    const batch = { writes: new Writes(), changes: [] as WeighedChange[] };
    const own = ownOf(entries, batch.writes);
    const parked = await this.#load(own);
    for (const { event, name } of own) {
      try {
        this.#apply(event, name, batch, parked);
      } catch (error) {
        if (!(error instanceof Unapplicable)) throw error;
        this.#park(event, error.message, batch.writes, parked);
      }
      this.#note(event, name, batch.writes);
    }
    return batch;
  }

  /**
   * What a parked stream comes to when its events are tried again: `numbers` are those that its decisions were given
   * when they were passed over. Null where it still cannot be applied, with the reason in its row.
   */
  async retry(row: ParkedStream, events: readonly RecordedEvent[]): Promise<FoldedBatch> {
    const numbers = await this.#store.parkedNumbers(row.stream);
    const own = events.flatMap((event) => ownEntry(event) ?? []);
    const parked = await this.#load(own, row.stream);
    const batch = { writes: new Writes(), changes: [] as WeighedChange[] };
    batch.writes.remove(parkedTable, row.stream, { stream: row.stream });
    parked.delete(row.stream);
    const told = await this.#toldOf(row.stream);
    for (const { event, name } of own) {
      const revision = revisionNumber(event.revision);
      const number = numbers.get(revision) ?? null;
      try {
        if (name.kind === 'review') this.#applyReview(event, name, number, batch);
        else this.#applyMemories(event, name, batch);
        const key = { stream: row.stream, revision };
        if (number !== null) batch.writes.remove(parkedDecisionsTable, `${row.stream} ${revision}`, key);
      } catch (error) {
        if (!(error instanceof Unapplicable)) throw error;
        this.#park(event, error.message, batch.writes, parked);
        break;
      }
    }
    for (const { event, name } of own) this.#note(event, name, batch.writes);
    for (const { workspace, id, review, content } of told) {
      const { audience = [] } = this.#states.get(workspace, review) ?? {};
      const words = memoryWords({ workspace, content, audience });
      batch.writes.patch(memoriesTable, `${workspace} ${id}`, { workspace, id }, { words }, true);
    }
    return batch;
  }

  /** What is remembered of a review of which nobody knew who sees it. */
  async #toldOf(stream: string): Promise<readonly MemoryRow[]> {
    const name = parseStream(stream);
    if (name?.kind !== 'review' || this.#states.get(name.workspace, name.review) !== null) return [];
    return this.#store.memoriesOf(name.workspace, name.review);
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

  #note(event: OwnEvent, name: OwnName, writes: Writes): void {
    const folded = name.kind === 'review' ? this.#states.get(name.workspace, name.review) : null;
    noteFact(event, name, folded?.review.session ?? null, writes);
  }

  #park(event: OwnEvent, reason: string, writes: Writes, parked: Map<string, ParkedStream>): void {
    const row: ParkedStream = {
      stream: event.stream,
      position: positionText(event.position),
      revision: revisionNumber(event.revision),
      event_id: event.id,
      type: shown(event.type),
      reason: shown(reason),
    };
    parked.set(event.stream, row);
    writes.put(parkedTable, event.stream, row);
    this.#onParked(row);
  }

  async #load(own: readonly OwnEntry[], retried?: string): Promise<Map<string, ParkedStream>> {
    this.#parked ??= new Map((await this.#store.parked()).map((row) => [row.stream, row]));
    const parked = this.#parked;
    const reviews: { workspace: string; id: string }[] = [];
    for (const { event, name } of own) {
      const id = name.kind === 'review' ? name.review : reviewNamedIn(event);
      // What is folded of a parked review is asked for as well: its facts say the session.
      const isWanted = name.kind === 'review' || !parked.has(event.stream) || event.stream === retried;
      if (id !== null && isWanted) {
        reviews.push({ workspace: name.workspace, id });
      }
      if (!this.#counts.has(name.workspace) && isCountedDecision(event.type)) {
        this.#counts.set(name.workspace, await this.#store.decisionCount(name.workspace));
      }
    }
    await this.#states.load(reviews);
    return parked;
  }

  #apply(
    event: OwnEvent,
    name: OwnName,
    batch: { readonly writes: Writes; readonly changes: WeighedChange[] },
    parked: ReadonlyMap<string, ParkedStream>,
  ): void {
    const isParked = parked.has(event.stream);
    if (name.kind === 'memory') {
      if (!isParked) this.#applyMemories(event, name, batch);
      return;
    }
    const before = isParked ? null : this.#states.get(name.workspace, name.review);
    if (before !== null && event.revision <= BigInt(before.review.revision)) return;
    const number = this.#number(event.type, name.workspace, batch.writes);
    if (isParked) return this.#keepNumber(event, number, batch.writes);
    try {
      this.#applyReview(event, name, number, batch);
    } catch (error) {
      this.#keepNumber(event, number, batch.writes);
      throw error;
    }
  }

  #applyReview(
    own: OwnEvent,
    name: Named<'review'>,
    number: number | null,
    batch: { readonly writes: Writes; readonly changes: WeighedChange[] },
  ): void {
    const before = this.#states.get(name.workspace, name.review);
    const { event, recorded, review } = step(own, name, before?.review ?? null);
    const position = positionText(recorded.position);
    const after: FoldedReview = {
      review,
      audience: audienceOf(review),
      asked: before?.asked ?? Number(recorded.position),
      lastDecision: number ?? before?.lastDecision ?? null,
      position,
      weight: (before?.weight ?? 0) + roughSize(recorded.data['personal']) + 1_000,
    };
    this.#states.set(after);
    this.#dispatch({ event, recorded, before, after, position }, batch.writes);
    batch.changes.push(reviewChange(recorded, event.type, after));
  }

  #applyMemories(
    own: OwnEvent,
    name: Named<'memory'>,
    batch: { readonly writes: Writes; readonly changes: WeighedChange[] },
  ): void {
    const { event, recorded } = memoryOf(own, name);
    const audience = this.#states.get(name.workspace, event.review)?.audience ?? [];
    this.#dispatch({ event, recorded, audience, position: positionText(recorded.position) }, batch.writes);
    batch.changes.push(memoryChange(recorded, event, audience));
  }

  #number(type: string, workspace: string, writes: Writes): number | null {
    if (!isCountedDecision(type)) return null;
    const number = (this.#counts.get(workspace) ?? 0) + 1;
    this.#counts.set(workspace, number);
    writes.put(decisionCountsTable, workspace, { workspace, decisions: number });
    return number;
  }

  #keepNumber({ stream, revision: place }: OwnEvent, number: number | null, writes: Writes): void {
    const revision = revisionNumber(place);
    if (number !== null)
      writes.put(parkedDecisionsTable, `${stream} ${revision}`, { stream, revision, number });
  }

  #dispatch(fact: Fact, writes: Writes): void {
    for (const handle of this.#handlers.get(fact.event.type) ?? []) handle(fact as never, writes);
  }
}

const LONGEST_SHOWN = 500;

/** Texts of strangers, as every database can store them and a person can read them. */
function shown(text: string): string {
  return storableText(text.slice(0, LONGEST_SHOWN));
}

/** The entries that views are made of; the other ones of this product are noted among the facts. */
function ownOf(entries: readonly LogEntry[], writes: Writes): readonly OwnEntry[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'foreign') return [];
    const name = parseStream(entry.event.stream);
    if (name === null) return [];
    if (isOfViews(name)) return { event: entry.event, name };
    noteFact(entry.event, name, null, writes);
    return [];
  });
}

function isOfViews(name: StreamName | null): name is OwnName {
  return name?.kind === 'review' || name?.kind === 'memory';
}

export function ownEntry(event: OwnEvent): OwnEntry | null {
  const name = parseStream(event.stream);
  return isOfViews(name) ? { event, name } : null;
}

/** A session's memories say of which review they are. */
export function reviewNamedIn(event: OwnEvent): string | null {
  const review = 'data' in event ? event.data['review'] : null;
  return typeof review === 'string' ? review : null;
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

import { randomUUID } from 'node:crypto';
import type { Position, RecordedEvent } from '@countersign/event-store';
import { audienceOf, decide, evolve } from '@countersign/review';
import type { Review, ReviewCommand, ReviewEvent } from '@countersign/review';
import { createTable } from '../../libs/projections/src/database/create-table';
import type { Statement, ViewsDatabase } from '../../libs/projections/src/database/database';
import { positionText } from '../../libs/projections/src/database/position-text';
import { RowWriter } from '../../libs/projections/src/database/row-writer';
import { tableNamesOf } from '../../libs/projections/src/database/table';
import { Writes } from '../../libs/projections/src/database/writes';
import { isCountedDecision } from '../../libs/projections/src/projections/decisions';
import type { FoldedReview, Projection } from '../../libs/projections/src/projections/projection';
import { readModel, tablesOf } from '../../libs/projections/src/read-model/read-model';
import { story } from '../history/story';

export const NAMES = tableNamesOf({ version: readModel.version, build: 1 });
/** Bytes of the log that an event takes, about. */
const EVENT_BYTES = 1_500;
const BATCH = 500;

/** What the rows of reviews are found by again. */
export interface Filled {
  readonly seconds: number;
  /** Of the review in the middle. */
  readonly middle: Review & { readonly asked: number };
}

/**
 * Makes the tables and their rows as the product's projections make them of so many stories, without a log: only the
 * way from the store is left out. Of the titles' words one is in each, some are in every hundredth, some are rare.
 */
export async function fill(database: ViewsDatabase, reviews: number): Promise<Filled> {
  const started = performance.now();
  await database.transact(tablesOf(readModel).flatMap((table) => createTable(database, table, NAMES)));
  const rows = new RowWriter(database.write, NAMES);
  const teller = new Teller(readModel.projections);
  let middle: Filled['middle'] | null = null;
  for (let index = 0; index < reviews;) {
    const writes = new Writes();
    for (const end = Math.min(reviews, index + BATCH); index < end; index += 1) {
      const told = teller.tell(index, writes);
      if (index === reviews >> 1) middle = { ...told.review, asked: told.asked };
    }
    await database.transact(await rows.statements(writes));
  }
  if (database.kind === 'postgres') await database.transact([ANALYZE]);
  if (middle === null) throw new Error('no reviews');
  return { seconds: (performance.now() - started) / 1_000, middle };
}

const ANALYZE: Statement = { sql: 'analyze', parameters: [] };

/** The word that starts every reference; each is another one. */
const titleOf = (index: number): string => {
  const words = ['Release', `ref${((index * 7_919) % 1_679_616).toString(36)}`];
  if (index % 100 === 7) words.push('middling');
  if (index % 5_000 === 77) words.push('rarely');
  if (index % 2 === 0) words.push('even');
  return words.join(' ');
};

type Handle = (fact: object, writes: Writes) => void;

class Teller {
  readonly #handlers = new Map<string, Handle[]>();
  #position = 1_000;
  #decisions = 0;

  constructor(projections: readonly Projection[]) {
    for (const { on } of projections) {
      for (const [type, handler] of Object.entries(on)) {
        if (handler === 'not relevant') continue;
        this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler as Handle]);
      }
    }
  }

  tell(index: number, writes: Writes): FoldedReview {
    const { asked, decisions, memories } = story(index);
    let folded = this.#run({ ...asked, title: titleOf(index) }, null, writes);
    for (const decision of decisions) folded = this.#run(decision, folded, writes);
    if (memories.length > 0) this.#remember(folded.review, memories, writes);
    return folded;
  }

  #run(command: ReviewCommand, before: FoldedReview | null, writes: Writes): FoldedReview {
    const result = decide(command, before?.review ?? null);
    if (result.kind === 'refused') throw new Error(`refused: ${result.refusal.code}`);
    let folded = before;
    for (const event of result.events) folded = this.#fold(event, folded, writes);
    if (folded === null) throw new Error('nothing was recorded');
    return folded;
  }

  #fold(event: ReviewEvent, before: FoldedReview | null, writes: Writes): FoldedReview {
    const recorded = this.#recorded();
    const review = evolve(before?.review ?? null, event, recorded.id);
    if (isCountedDecision(event.type)) this.#decisions += 1;
    const after: FoldedReview = {
      review,
      audience: audienceOf(review),
      asked: before?.asked ?? Number(recorded.position),
      lastDecision: isCountedDecision(event.type) ? this.#decisions : (before?.lastDecision ?? null),
      weight: 0,
      position: positionText(recorded.position),
    };
    this.#tell(event.type, { event, recorded, before, after, position: after.position }, writes);
    return after;
  }

  #remember(review: Review, contents: readonly string[], writes: Writes): void {
    if (!('outcome' in review)) return;
    const { workspace, session, id, updatedAt: at, outcome } = review;
    const recorded = this.#recorded();
    const event = {
      type: 'MemoriesCrystallised',
      ...{ at, workspace, session, review: id, source: outcome.eventId, runId: randomUUID() },
      memoryIds: contents.map(() => randomUUID()),
      personal: { contents },
    };
    this.#tell(event.type, { event, recorded, position: positionText(recorded.position) }, writes);
  }

  #recorded(): RecordedEvent {
    this.#position += EVENT_BYTES;
    return { id: randomUUID(), position: BigInt(this.#position) as Position } as RecordedEvent;
  }

  #tell(type: string, fact: object, writes: Writes): void {
    for (const handle of this.#handlers.get(type) ?? []) handle(fact, writes);
  }
}

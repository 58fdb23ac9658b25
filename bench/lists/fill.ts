import { randomUUID } from 'node:crypto';
import type { Position, RecordedEvent, StreamName } from '@countersign/event-store';
import { audienceOf, decide, evolve } from '@countersign/review';
import type { Review, ReviewCommand, ReviewEvent } from '@countersign/review';
import { createTable } from '../../libs/projections/src/database/create-table';
import type { ViewsDatabase } from '../../libs/projections/src/database/database';
import { positionText } from '../../libs/projections/src/database/position-text';
import { RowWriter } from '../../libs/projections/src/database/row-writer';
import { tableNamesOf } from '../../libs/projections/src/database/table';
import { Writes } from '../../libs/projections/src/database/writes';
import { noteFact } from '../../libs/projections/src/facts/facts-table';
import { isCountedDecision } from '../../libs/projections/src/projections/decisions';
import type { FoldedReview, Projection } from '../../libs/projections/src/projections/projection';
import { readModel, tablesOf } from '../../libs/projections/src/read-model/read-model';
import { story } from '../history/story';
import { BadSettings } from '../settings';
import { copyRows, OWN_WORD, STRANGER, tailOf } from './copies';
import type { Run, Stride } from './copies';

export const NAMES = tableNamesOf({ version: readModel.version, build: 1 });
const START = 1_000;
/** Bytes of the log that an event takes, about. */
const EVENT_BYTES = 1_500;
const BATCH = 500;
/** From one story to the next. */
const STORY_MS = 1_000;

/** What the rows of reviews are found by again. */
export interface Filled {
  readonly seconds: number;
  /** Of the review in the middle. */
  readonly middle: Review & { readonly asked: number };
}

/** So many are told; the others are copies of them. */
const TOLD = 10_000;
/** Reviews that a stranger asked for, in every database. */
const STRANGE = 25;

/**
 * Makes the tables and their rows as the product's projections make them of so many stories, without a log: only the
 * way from the store is left out. Of the titles' words one is in each, some are in every hundredth, some are rare.
 * Of many reviews, most are copies: {@link copyRows}.
 */
export async function fill(database: ViewsDatabase, run: Run, reviews: number): Promise<Filled> {
  const started = performance.now();
  const told = reviews <= TOLD ? reviews : TOLD;
  if (reviews % told !== 0) throw new BadSettings(`--sizes above ${TOLD} are multiples of it`);
  await database.transact(tablesOf(readModel).flatMap((table) => createTable(database, table, NAMES)));
  const middle = (reviews >> 1) % told;
  const { review, stride } = await tell(database, told, middle);
  if (reviews > told) {
    const copies = reviews / told - 1;
    await copyRows(database, tablesOf(readModel), { names: NAMES, run }, { copies, stride });
  }
  if (database.kind === 'postgres') await run('analyze');
  const seconds = (performance.now() - started) / 1_000;
  return { seconds, middle: copyOf(review, Math.floor((reviews >> 1) / told), stride) };
}

async function tell(database: ViewsDatabase, stories: number, middle: number) {
  const rows = new RowWriter(database.write, NAMES);
  const teller = new Teller(readModel.projections, Math.max(2, Math.floor(stories / STRANGE)));
  let review: Filled['middle'] | null = null;
  for (let index = 0; index < stories;) {
    const writes = new Writes();
    for (const end = Math.min(stories, index + BATCH); index < end; index += 1) {
      const told = teller.tell(index, writes);
      if (index === middle) review = { ...told.review, asked: told.asked };
    }
    await database.transact(await rows.statements(writes));
  }
  if (review === null) throw new Error('no reviews');
  return { review, stride: teller.stride(stories) };
}

/** As {@link copyRows} has it. */
function copyOf(review: Filled['middle'], copy: number, stride: Stride): Filled['middle'] {
  if (copy === 0) return review;
  const later = copy * stride.milliseconds;
  return {
    ...review,
    id: tailOf(review.id, copy),
    session: tailOf(review.session, copy),
    requestedAt: review.requestedAt + later,
    updatedAt: review.updatedAt + later,
    asked: review.asked + copy * stride.positions,
    links: { ...review.links, thread: `${review.links.thread}-${copy}` },
  };
}

/** The word that starts every reference; each is another one. */
const titleOf = (index: number, groups: readonly string[]): string => {
  const words = ['Release', `${OWN_WORD}${((index * 7_919) % 1_679_616).toString(36)}`];
  if (index % 100 === 7) words.push('middling');
  if (index % 5_000 === 77) words.push('rarely');
  if (index % 2 === 0) words.push('even');
  if (!groups.includes('security')) words.push('elsewhere');
  return words.join(' ');
};

type Handle = (fact: object, writes: Writes) => void;

class Teller {
  readonly #handlers = new Map<string, Handle[]>();
  readonly #strangeEvery: number;
  #position = START;
  #decisions = 0;

  constructor(projections: readonly Projection[], strangeEvery: number) {
    this.#strangeEvery = strangeEvery;
    for (const { on } of projections) {
      for (const [type, handler] of Object.entries(on)) {
        if (handler === 'not relevant') continue;
        this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler as Handle]);
      }
    }
  }

  tell(index: number, writes: Writes): FoldedReview {
    const { asked, decisions, memories } = story(index);
    const isStrange = index % this.#strangeEvery === 1;
    const actor = isStrange ? { ...asked.actor, id: STRANGER, name: STRANGER } : asked.actor;
    // Of those that stay open, every other one waits for both groups.
    const groups = index % 16 === 0 ? ['banking', 'security'] : asked.groups;
    let folded = this.#run({ ...asked, actor, groups, title: titleOf(index, groups) }, null, writes);
    for (const decision of decisions) folded = this.#run(decision, folded, writes);
    if (memories.length > 0) this.#remember(folded.review, memories, writes);
    return folded;
  }

  stride(stories: number): Stride {
    const positions = this.#position - START;
    return { milliseconds: stories * STORY_MS, positions, decisions: this.#decisions };
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
    this.#note(
      event,
      recorded,
      { kind: 'review', workspace: review.workspace, review: review.id },
      review,
      writes,
    );
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
    const audience = audienceOf(review);
    this.#tell(event.type, { event, recorded, audience, position: positionText(recorded.position) }, writes);
    this.#note(event, recorded, { kind: 'memory', workspace, session }, { revision: 0, session }, writes);
  }

  /** As the log would have it. */
  #note(
    event: { readonly type: string; readonly at: number },
    recorded: RecordedEvent,
    name: StreamName,
    { revision, session }: Pick<Review, 'revision' | 'session'>,
    writes: Writes,
  ): void {
    const stored = {
      type: event.type,
      created: event.at,
      revision: BigInt(revision),
      data: event,
      envelope: {},
    };
    noteFact({ ...recorded, ...stored } as unknown as RecordedEvent, name, session, writes);
  }

  #recorded(): RecordedEvent {
    this.#position += EVENT_BYTES;
    return { id: randomUUID(), position: BigInt(this.#position) as Position } as RecordedEvent;
  }

  #tell(type: string, fact: object, writes: Writes): void {
    for (const handle of this.#handlers.get(type) ?? []) handle(fact, writes);
  }
}

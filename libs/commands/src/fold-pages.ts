import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecordedEvent } from '@countersign/event-store';
import { applyRecorded, decodeRecorded } from './apply-recorded';
import type { Aggregate } from './folded';

type Reader<Event extends { readonly type: string }, State> = Pick<
  Aggregate<never, Event, State, never>,
  'decode' | 'evolve' | 'evolveAll'
>;

interface Page<State> {
  /** With all of these events in it. */
  readonly state: State;
  readonly events: readonly RecordedEvent[];
}

/** Between two turns of everybody else. */
const PAGE = 256;

/**
 * Folds what a read brings, page by page, however long the stream. Throws what the read throws, and CorruptStream as
 * {@link applyRecorded}: never before what came until then was told as a page.
 */
export async function* foldPages<Event extends { readonly type: string }, State>(
  reader: Reader<Event, State>,
  initial: State,
  read: AsyncIterable<RecordedEvent>,
): AsyncGenerator<Page<State>, void, undefined> {
  let state = initial;
  for await (const events of gathered(read)) {
    const folded = foldedAll(reader, state, events) ?? foldedOneByOne(reader, state, events);
    ({ state } = folded);
    if (folded.count > 0) yield { state, events: events.slice(0, folded.count) };
    if (folded.failure !== null) throw folded.failure.error;
  }
}

interface Fold<State> {
  readonly state: State;
  readonly count: number;
  readonly failure: { readonly error: unknown } | null;
}

/** Null where that is not to be had, or does not go through. */
function foldedAll<Event extends { readonly type: string }, State>(
  { decode, evolveAll }: Reader<Event, State>,
  state: State,
  events: readonly RecordedEvent[],
): Fold<State> | null {
  if (evolveAll === undefined) return null;
  try {
    const decoded = events.map((recorded) => decodeRecorded(decode, recorded));
    return { state: evolveAll(state, decoded), count: events.length, failure: null };
  } catch {
    // One by one tells how far it goes, and what is wrong there.
    return null;
  }
}

function foldedOneByOne<Event extends { readonly type: string }, State>(
  reader: Reader<Event, State>,
  initial: State,
  events: readonly RecordedEvent[],
): Fold<State> {
  let state = initial;
  let count = 0;
  try {
    for (const recorded of events) {
      state = applyRecorded(reader, state, recorded);
      count += 1;
    }
    return { state, count, failure: null };
  } catch (error) {
    return { state, count, failure: { error } };
  }
}

async function* gathered(
  read: AsyncIterable<RecordedEvent>,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  let page: RecordedEvent[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const recorded of read) {
      if (page.push(recorded) < PAGE) continue;
      yield page;
      page = [];
      await nextTurn();
    }
  } catch (error) {
    failure = { error };
  }
  if (page.length > 0) yield page;
  if (failure !== null) throw failure.error;
}

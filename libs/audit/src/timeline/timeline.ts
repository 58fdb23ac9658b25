import { memoryStream, reviewStream, type StoredLog } from '@countersign/event-store';
import { opened } from '../verify/opened-event';
import { wholeStream } from '../verify/stored-streams';
import { toldEvent, type ToldEvent } from './told-event';

/** What a review or a session went through, straight from the log. */
export interface Timeline {
  readonly session: string | null;
  readonly events: readonly ToldEvent[];
  /** Streams that were deleted for good: what was in them is missing here. */
  readonly deleted: readonly string[];
}

/**
 * The facts of these reviews of one workspace, and what was remembered of them; of a whole session with `session`, all of
 * its memories. In log order. Empty where there are none; not whole where the signal aborts.
 */
export async function timelineOf(
  log: StoredLog,
  workspace: string,
  { reviews, session }: { readonly reviews: readonly string[]; readonly session: string | null },
  signal?: AbortSignal,
): Promise<Timeline> {
  const events: ToldEvent[] = [];
  const deleted: string[] = [];
  let ofSession = session;
  for (const review of reviews) {
    const stream = reviewStream(workspace, review);
    for await (const told of toldOf(log, stream, signal)) {
      if (told === 'deleted') {
        deleted.push(stream);
        continue;
      }
      events.push(told.event);
      ofSession ??= told.session;
    }
  }
  if (ofSession !== null) {
    const stream = memoryStream(workspace, ofSession);
    for await (const told of toldOf(log, stream, signal)) {
      if (told === 'deleted') {
        deleted.push(stream);
        continue;
      }
      const { event, review } = told;
      if (session !== null || review === null || reviews.includes(review)) events.push(event);
    }
  }
  events.sort((one, other) => (BigInt(one.position) < BigInt(other.position) ? -1 : 1));
  return { session: ofSession, events, deleted };
}

interface Told {
  readonly event: ToldEvent;
  readonly session: string | null;
  readonly review: string | null;
}

async function* toldOf(
  log: StoredLog,
  stream: string,
  signal?: AbortSignal,
): AsyncGenerator<Told | 'deleted', void, undefined> {
  for await (const stored of wholeStream(log, stream)) {
    if (stored === 'deleted') {
      yield stored;
      return;
    }
    if (signal?.aborted === true) return;
    const event = toldEvent(stored);
    if (event === null) continue;
    const fact = opened(stored)?.fact?.event;
    const session = fact?.type === 'ReviewRequested' ? fact.session : null;
    yield { event, session, review: fact !== undefined && 'review' in fact ? fact.review : null };
  }
}

import { memoryStream, reviewStream, type StoredLog } from '@countersign/event-store';
import { opened } from '../verify/opened-event';
import { toldEvent, type ToldEvent } from './told-event';

const PAGE = 500;

/** What a review or a session went through, straight from the log. */
export interface Timeline {
  readonly session: string | null;
  readonly events: readonly ToldEvent[];
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
  let ofSession = session;
  for (const review of reviews) {
    for await (const told of toldOf(log, reviewStream(workspace, review), signal)) {
      events.push(told.event);
      ofSession ??= told.session;
    }
  }
  if (ofSession !== null) {
    for await (const { event, review } of toldOf(log, memoryStream(workspace, ofSession), signal)) {
      if (session !== null || review === null || reviews.includes(review)) events.push(event);
    }
  }
  events.sort((one, other) => (BigInt(one.position) < BigInt(other.position) ? -1 : 1));
  return { session: ofSession, events };
}

async function* toldOf(log: StoredLog, stream: string, signal?: AbortSignal) {
  for (let from = 0n; ;) {
    let read = 0;
    for await (const stored of log.readStreamStored(stream, from, PAGE)) {
      if (signal?.aborted === true) return;
      read += 1;
      from = stored.revision + 1n;
      const event = toldEvent(stored);
      if (event === null) continue;
      const fact = opened(stored)?.fact?.event;
      const session = fact?.type === 'ReviewRequested' ? fact.session : null;
      yield { event, session, review: fact !== undefined && 'review' in fact ? fact.review : null };
    }
    if (read < PAGE) return;
  }
}

import { type Timeline, timelineOf } from '@countersign/audit';
import type { LogReader, StoredLog } from '@countersign/event-store';
import { whereIs, type Whereabouts } from '@countersign/projections';
import type { Places } from '@countersign/settings';
import type { Inquiry } from './inquiry-arguments';
import { shownTime } from './shown';
import { UsageMistake } from './usage-mistake';
import type { Voice } from './voice';

interface Teller {
  readonly log: LogReader & StoredLog;
  readonly database: Places['database'];
  readonly signal: AbortSignal;
  readonly voice: Voice;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Nothing, or not all. */
const NOT_WHOLE = 1;
const INTERRUPTED = 130;

/** Tells a review, or a session with all its reviews and memories, fact by fact, straight from the log. */
export async function timeline(
  { sought, workspace }: Extract<Inquiry, { readonly kind: 'timeline' }>,
  teller: Teller,
): Promise<number> {
  const { log, database, signal, voice } = teller;
  if (workspace !== null && UUID.test(sought)) {
    const told = await timelineOf(log, workspace, { reviews: [sought], session: null }, signal);
    if (told.events.length + told.deleted.length > 0 || signal.aborted) {
      return tell(told, { workspace, sought }, teller);
    }
  }
  const place = await onePlace(database, sought, workspace);
  if (place === null) {
    await voice.answer({ sought, events: [] }, [`There is no review and no session ${sought}.`]);
    return NOT_WHOLE;
  }
  const told = await timelineOf(log, place.workspace, place, signal);
  return tell(told, { workspace: place.workspace, sought }, teller);
}

async function onePlace(
  database: Places['database'],
  sought: string,
  workspace: string | null,
): Promise<Whereabouts | null> {
  const places = await whereIs(database, sought, workspace).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'NoViewsYet') throw error;
    throw new UsageMistake(
      'there are no views that say where it is: give a review with its --workspace, or rebuild the views',
    );
  });
  const [place, ...others] = places;
  if (others.length === 0) return place ?? null;
  const names = places.map((one) => one.workspace).join(', ');
  throw new UsageMistake(`${sought} is in several workspaces; say which with --workspace: ${names}`);
}

async function tell(
  { session, events, deleted }: Timeline,
  head: { readonly workspace: string; readonly sought: string },
  { signal, voice }: Pick<Teller, 'signal' | 'voice'>,
): Promise<number> {
  if (signal.aborted) {
    voice.warn(`Interrupted after ${events.length} events.`);
    return INTERRUPTED;
  }
  const digits = String(events.length).length;
  const numbered = events.map((event, index) => ({ number: index + 1, ...event }));
  await voice.answer({ ...head, session, events: numbered, deleted }, [
    `Workspace ${head.workspace}, session ${session ?? 'unknown'}`,
    ...events.map(({ at, sentence }, index) => {
      const time = at === null ? '-' : shownTime(at);
      return `${String(index + 1).padStart(digits)}  ${time}  ${sentence}`;
    }),
    ...deleted.map((stream) => `${stream} was deleted for good: what was in it is missing here.`),
  ]);
  return deleted.length > 0 ? NOT_WHOLE : 0;
}

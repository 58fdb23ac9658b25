import type { LogReader, Position } from '@countersign/event-store';
import type { Patience } from '../progress/store-watch';
import { readModel } from '../read-model/read-model';
import type { ReadModel } from '../read-model/read-model';
import { FreshViews } from './fresh-views';
import type { ReplayedPlace } from './fresh-views';
import { placeAt } from './place-at';
import type { ReplayTarget } from './place-at';

/** How far a replay has come: events so far, and positions. */
export interface ReplayProgress {
  readonly events: number;
  readonly position: Position;
  readonly end: Position;
}

export interface ReplayOptions {
  readonly log: LogReader;
  /** Must not exist. */
  readonly file: string;
  /** A position is inclusive; of a time, everything up to the last event that the store recorded not after it. */
  readonly to: ReplayTarget;
  readonly model?: ReadModel;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** How long a store is waited for that is away. */
  readonly patience?: Patience;
}

/**
 * Builds all views as of then in a SQLite file of its own, which is like any other of views afterwards. Takes the same
 * memory whatever the length of the log. Leaves no file where it fails or is interrupted. Throws `PlaceNotReached`,
 * `EEXIST`, what the store throws, and the reason of the signal.
 */
export async function replayViews(options: ReplayOptions): Promise<ReplayedPlace> {
  const { log, file, to, model = readModel, signal, onProgress = () => undefined, patience } = options;
  const end = await placeAt(log, to, signal);
  const views = await FreshViews.make({ log, model, file });
  try {
    if (end !== null) await views.advance(end, signal, progressOf(views, end, onProgress), patience);
  } catch (error) {
    await views.discard();
    throw error;
  }
  await views.close();
  return views.place;
}

export function progressOf(
  views: FreshViews,
  end: Position,
  onProgress: (progress: ReplayProgress) => void,
): () => void {
  return () => {
    const { position, events } = views.place;
    if (position !== null) onProgress({ position, events, end });
  };
}

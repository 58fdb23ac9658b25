import { stored } from '../shell/stored.ts';
import { narrowings, type QueueAddress, readAddress, writeAddress } from './queue-address.ts';

/** An address of the queue under a name of the reader's own. */
export interface View {
  readonly name: string;
  /** As after the `?`, without a review. */
  readonly search: string;
}

const MOST_VIEWS = 30;
const LONGEST_NAME = 60;

export const searchOf = (address: QueueAddress): string =>
  writeAddress({ ...address, review: null }).toString();

/** Whether there is something about a list that is worth a name. */
export const isWorthSaving = (address: QueueAddress): boolean =>
  narrowings(address) > 0 || address.sort !== null;

/** With one more, in the order of their names; one of the same name is replaced. */
export function withView(views: readonly View[], name: string, address: QueueAddress): readonly View[] {
  const view = { name: name.trim().slice(0, LONGEST_NAME), search: searchOf(address) };
  if (view.name === '') return views;
  const others = views.filter((one) => one.name !== view.name);
  return [...others, view].sort((a, b) => a.name.localeCompare(b.name)).slice(0, MOST_VIEWS);
}

/** What was kept, and nothing that this version would not understand. */
export function parseViews(kept: string | null): readonly View[] {
  try {
    const found: unknown = JSON.parse(kept ?? '[]');
    if (!Array.isArray(found)) return [];
    return found.flatMap((one: Partial<View> | null) =>
      typeof one?.name === 'string' && typeof one.search === 'string'
        ? [{ name: one.name, search: searchOf(readAddress(new URLSearchParams(one.search))) }]
        : [],
    );
  } catch {
    return [];
  }
}

const keyOf = (reader: string): string => `views:${reader}`;

export const keptViews = (reader: string): readonly View[] => parseViews(stored.read(keyOf(reader)));

export function keepViews(reader: string, views: readonly View[]): void {
  stored.write(keyOf(reader), views.length === 0 ? null : JSON.stringify(views));
}

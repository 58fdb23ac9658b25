import { stored } from './stored.ts';

/** Under which keys what somebody has typed is kept. */
const DRAFTS = 'draft:';
const DAY_MS = 86_400_000;
/** So long what was typed about a review that somebody else decided lies here at most. */
const KEPT_MS = 14 * DAY_MS;

const keyOf = (name: string): string => DRAFTS + name;

export function readDraftText(name: string): string {
  return /^\d+:([\s\S]*)$/.exec(stored.read(keyOf(name)) ?? '')?.[1] ?? '';
}

/** With its time, so that it is not kept for good. */
export const writeDraftText = (name: string, text: string, now = Date.now()): void =>
  stored.write(keyOf(name), text === '' ? null : `${now}:${text}`);

/** Whoever signs out leaves nothing of what he has read or typed in the browser. */
export const forgetDrafts = (): void => forget(() => true);

export const forgetOldDrafts = (now = Date.now()): void =>
  forget((kept) => !(Number.parseInt(kept, 10) > now - KEPT_MS));

function forget(isOver: (kept: string) => boolean): void {
  for (const key of stored.keys(DRAFTS)) if (isOver(stored.read(key) ?? '')) stored.write(key, null);
}

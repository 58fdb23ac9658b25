import { useState } from 'react';
import { useReader } from '../../session/reader.ts';
import { stored } from '../../shell/stored.ts';

type Part = 'note' | 'content';

const keyOf = (reader: string, review: string, part: Part): string => `draft:${reader}:${review}:${part}`;

/** What became a decision is no draft any more, wherever the reader is by then. */
export function clearDrafts(reader: string, review: string): void {
  for (const part of ['note', 'content'] as const) stored.write(keyOf(reader, review, part), null);
}

/** What somebody has typed about a review: kept in this browser, over reloads and the end of a session. */
export function useDraft(review: string, part: Part) {
  const { id } = useReader();
  const key = keyOf(id, review, part);
  const [text, setText] = useState(() => stored.read(key) ?? '');
  const write = (next: string): void => {
    setText(next);
    stored.write(key, next === '' ? null : next);
  };
  return [text, write] as const;
}

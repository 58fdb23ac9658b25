import { useState } from 'react';
import { useReader } from '../../session/reader.ts';
import { stored } from '../../shell/stored.ts';

/** What somebody has typed about a review: kept in this browser, over reloads and the end of a session. */
export function useDraft(review: string, part: 'note' | 'content') {
  const { id } = useReader();
  const key = `draft:${id}:${review}:${part}`;
  const [text, setText] = useState(() => stored.read(key) ?? '');
  const write = (next: string): void => {
    setText(next);
    stored.write(key, next === '' ? null : next);
  };
  return [text, write] as const;
}

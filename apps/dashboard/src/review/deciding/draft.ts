import { useState } from 'react';
import { identityOf, useReader } from '../../session/reader.ts';
import { readDraftText, writeDraftText } from '../../shell/drafts.ts';

type Part = 'note' | 'content';

const nameOf = (reader: string, review: string, part: Part): string => `${reader}:${review}:${part}`;

/** What became a decision is no draft any more, wherever the reader is by then. */
export function clearDrafts(reader: string, review: string): void {
  for (const part of ['note', 'content'] as const) writeDraftText(nameOf(reader, review, part), '');
}

/** What somebody has typed about a review: kept in this browser, over reloads and the end of a session. */
export function useDraft(review: string, part: Part) {
  const name = nameOf(identityOf(useReader()), review, part);
  const [text, setText] = useState(() => readDraftText(name));
  const write = (next: string): void => {
    setText(next);
    writeDraftText(name, next);
  };
  return [text, write] as const;
}

import { wording } from '@countersign/review';
import type { MemoryEvent } from './memory';

/** So many memories of one run are quoted. */
const QUOTED = 3;

/** What an event of a session's memories says, as one English sentence for people. */
export function toldMemoryEvent(event: MemoryEvent): string {
  const { actor, noted, sealedOr, word } = wording;
  switch (event.type) {
    case 'MemoriesCrystallised':
      return `${kept(event.memoryIds.length)} of session ${word(event.session)} out of review ${word(event.review)}${quotes(event.personal?.contents ?? [])}${sealedOr(event.personal)}.`;
    case 'MemoryForgotten':
      return `${actor(event)} had memory ${word(event.memory)} forgotten, which session ${word(event.session)} had kept out of review ${word(event.review)}${noted(event.personal)}${sealedOr(event.personal)}.`;
  }
}

function kept(count: number): string {
  if (count === 0) return 'No memory was kept';
  return count === 1 ? 'A memory was kept' : `${count} memories were kept`;
}

function quotes(contents: readonly string[]): string {
  if (contents.length === 0) return '';
  const more = contents.length - QUOTED;
  const shown = contents.slice(0, QUOTED).map(wording.quoted);
  return `: ${wording.listed(more > 0 ? [...shown, `${more} more`] : shown)}`;
}

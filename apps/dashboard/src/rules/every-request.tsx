import { Note } from '../parts/note.tsx';
import { allOf } from './rule-words.ts';

/** Said loudly wherever a rule narrows nothing down. */
export function EveryRequest({ after }: { readonly after: readonly string[] }) {
  return (
    <Note
      tone="red"
      title="This rule matches every request of the workspace"
      text={
        after.length === 0
          ? 'Nothing narrows it down: whatever no earlier rule matches obeys it.'
          : `Nothing narrows it down, and what comes after it is never tried: ${allOf(after)}.`
      }
    />
  );
}

import { isProblem, type ReviewSummary } from '@countersign/client';
import { Exact } from '../parts/exact.tsx';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { failedWords } from './bulk.ts';

/** What is of high risk is approved where all of it is read, with the word for it. */
export function AreAlone({ reviews }: { readonly reviews: readonly ReviewSummary[] }) {
  if (reviews.length === 0) return null;
  return (
    <Note
      tone="red"
      title={`${reviews.length === 1 ? 'One is' : `${reviews.length} are`} of high risk, and not among these`}
      text="What is of high risk is approved on its own page. It stays selected."
    >
      <ul>
        {reviews.map(({ id, title }) => (
          <li key={id}>
            <bdi>
              <Exact text={title} />
            </bdi>
          </li>
        ))}
      </ul>
    </Note>
  );
}

interface OutcomeProps {
  readonly decided: number;
  readonly wanted: number;
  /** Of the last request; null where it was answered. */
  readonly error: unknown;
  /** Whether any request was answered. */
  readonly isSent: boolean;
}

/** How it went, as far as that is known. */
export function Outcome({ decided, wanted, error, isSent }: OutcomeProps) {
  return (
    <>
      {error !== null && !isProblem(error, 'unauthenticated') && (
        <Failure error={error} what={failedWords(decided, wanted)} />
      )}
      {isSent && <Decided decided={decided} wanted={wanted} />}
    </>
  );
}

function Decided({ decided, wanted }: { readonly decided: number; readonly wanted: number }) {
  return (
    <Note
      tone={decided === wanted ? 'green' : 'amber'}
      title={`${decided} of ${wanted} decided`}
      {...(decided < wanted && {
        text: 'What was refused stays selected, the others stand. What has changed since you selected it has to be looked at first; the rest may be tried again.',
      })}
      urgent
    />
  );
}

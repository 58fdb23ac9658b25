import { type DecisionResult, isProblem, type ReviewSummary } from '@countersign/client';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client } from '../data/client.ts';
import { noteDecided } from '../data/decided-here.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { Exact } from '../parts/exact.tsx';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { type BulkVerdict, countToType, failedWords, isDecided, isRefused, partsOf } from './bulk.ts';
import { BulkTable } from './bulk-table.tsx';
import type { Choice } from './use-choice.ts';

interface BulkDialogProps {
  readonly verdict: BulkVerdict;
  readonly choice: Choice;
  readonly onClose: () => void;
}

/** Shows what is going to be decided, and then how each of it went; what did not go through stays selected. */
export default function BulkDialog({ verdict, choice, onClose }: BulkDialogProps) {
  const [{ together, alone }] = useState(() => partsOf([...choice.chosen.values()], verdict));
  const { decide, results, note, setNote } = useBulk(verdict, together, choice);
  const [typed, setTyped] = useState('');
  const refused = together.filter(({ id }) => isRefused(results.get(id)));
  const decided = together.filter(({ id }) => isDecided(results.get(id))).length;
  const isSent = results.size > 0;
  const verb = verdict === 'approve' ? 'Approve' : 'Reject';
  const many = together.length === 1 ? 'one review' : `${together.length} reviews`;
  const count = countToType(together, verdict);
  const wanted = isSent ? refused : together;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${verb} ${many}`}
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <AreAlone reviews={alone} />
        {count !== null && !isSent && (
          <Note
            tone="amber"
            title="These are not of one kind"
            text="Look at each before you approve all of them alike."
          />
        )}
        {together.length > 0 && <BulkTable reviews={together} results={results} />}
        {decide.isError && !isProblem(decide.error, 'unauthenticated') && (
          <Failure error={decide.error} what={failedWords(decided, together.length)} />
        )}
        {isSent && <Outcome decided={decided} wanted={together.length} />}
        {wanted.length > 0 && (
          <Textarea
            label="Note"
            description={isSent ? 'Goes with those that are tried again' : 'Goes with each of them'}
            autosize
            minRows={2}
            maxLength={10_000}
            value={note}
            // What may have been recorded is sent again as it was.
            disabled={decide.isError}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        {count !== null && !isSent && (
          <TextInput
            className="decision-word"
            label={`Type ${count} to confirm`}
            description="As many reviews are approved at once"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <div className="row">
          {!isSent && together.length > 0 && (
            <Button
              loading={decide.isPending}
              disabled={count !== null && typed.trim() !== count}
              color={verdict === 'approve' ? 'ink' : 'red.8'}
              onClick={() => decide.mutate(together)}
            >
              {verb} {many}
            </Button>
          )}
          {isSent && refused.length > 0 && (
            <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate(refused)}>
              Try {refused.length === 1 ? 'the refused one' : `the ${refused.length} refused`} again
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {isSent || together.length === 0 ? 'Close' : 'Cancel'}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Sends them together; what was decided leaves the choice. */
function useBulk(verdict: BulkVerdict, together: readonly ReviewSummary[], choice: Choice) {
  const reviews = useReviewCache();
  const [note, setNote] = useState('');
  const [results, setResults] = useState<ReadonlyMap<string, DecisionResult>>(new Map());
  /** The same write when it is sent again, whatever became of it the first time. */
  const sent = useRef({ wish: '', key: '' });
  const decide = useMutation({
    mutationFn: (wanted: readonly ReviewSummary[]) => {
      const items = wanted.map((review) => itemOf(review, verdict, note));
      const wish = JSON.stringify(items);
      if (sent.current.wish !== wish) sent.current = { wish, key: crypto.randomUUID() };
      return client.reviews.decideMany(items, { idempotencyKey: sent.current.key });
    },
    onSuccess: (answers) => {
      sent.current = { wish: '', key: '' };
      const decided = answers.flatMap((answer) => ('review' in answer ? [answer.review] : []));
      for (const review of decided) reviews.put(review);
      const now = new Map([...results, ...answers.map((answer) => [answer.id, answer] as const)]);
      setResults(now);
      noteDecided(decided);
      const gone = new Set(together.map(({ id }) => id).filter((id) => isDecided(now.get(id))));
      choice.keep([...choice.chosen.keys()].filter((id) => !gone.has(id)));
    },
  });
  return { decide, results, note, setNote };
}

const itemOf = (review: ReviewSummary, verdict: BulkVerdict, note: string) => ({
  ...{ id: review.id, verdict, seenDigest: review.digest, seenRevision: review.revision },
  ...(note.trim() !== '' && { note: note.trim() }),
});

/** What is of high risk is approved where all of it is read, with the word for it. */
function AreAlone({ reviews }: { readonly reviews: readonly ReviewSummary[] }) {
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

function Outcome({ decided, wanted }: { readonly decided: number; readonly wanted: number }) {
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

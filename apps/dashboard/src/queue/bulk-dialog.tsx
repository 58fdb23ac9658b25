import { type DecisionResult, isProblem, type ReviewSummary } from '@countersign/client';
import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { noteDecided } from '../data/decided-here.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { Person } from '../parts/person.tsx';
import { Progress } from '../parts/progress.tsx';
import type { Choice } from './use-choice.ts';

interface BulkDialogProps {
  readonly verdict: 'approve' | 'reject';
  readonly choice: Choice;
  readonly onClose: () => void;
}

/** Shows what is going to be decided, and then how each of it went; what did not go through stays selected. */
export default function BulkDialog({ verdict, choice, onClose }: BulkDialogProps) {
  const reviews = useReviewCache();
  const [items] = useState(() => [...choice.chosen.values()]);
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: () => client.reviews.decideMany(items.map((review) => itemOf(review, verdict, note))),
    onSuccess: (results) => {
      for (const result of results) if ('review' in result) reviews.put(result.review);
      const done = results.filter((result) => 'review' in result).map(({ id }) => id);
      noteDecided(done);
      choice.keep(items.map(({ id }) => id).filter((id) => !done.includes(id)));
    },
  });
  const results = new Map(decide.data?.map((result) => [result.id, result]));
  const failed = [...results.values()].filter((result) => 'problem' in result).length;
  const kinds = new Set(items.map(({ subjectKind }) => subjectKind));
  const verb = verdict === 'approve' ? 'Approve' : 'Reject';
  const many = items.length === 1 ? 'one review' : `${items.length} reviews`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${verb} ${many}`}
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        {kinds.size > 1 && (
          <Note
            tone="amber"
            title={`These are of ${kinds.size} kinds`}
            text={`${[...kinds].join(', ')}: look at each before you decide all of them alike.`}
          />
        )}
        <table className="bulk-table">
          <thead>
            <tr>
              <th scope="col">Review</th>
              <th scope="col">Requester</th>
              <th scope="col">{results.size > 0 ? 'Result' : 'Approvals'}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((review) => (
              <tr key={review.id}>
                <th scope="row">
                  <bdi>{review.title}</bdi>
                </th>
                <td>
                  <Person person={review.requester} />
                </td>
                <td>
                  {results.size > 0 ? <Result result={results.get(review.id)} /> : <Progress {...review} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {decide.isError && !isProblem(decide.error, 'unauthenticated') && (
          <Failure error={decide.error} what="Nothing is known to be decided" />
        )}
        {decide.isSuccess ? (
          <Note
            tone={failed === 0 ? 'green' : 'amber'}
            title={`${items.length - failed} of ${items.length} decided`}
            {...(failed > 0 && { text: 'What was refused stays selected. The others stand.' })}
            urgent
          />
        ) : (
          <Textarea
            label="Note"
            description="Goes with each of them"
            autosize
            minRows={2}
            maxLength={10_000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        <div className="row">
          {!decide.isSuccess && (
            <Button
              loading={decide.isPending}
              color={verdict === 'approve' ? 'ink' : 'red.8'}
              onClick={() => decide.mutate()}
            >
              {verb} {many}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {decide.isSuccess ? 'Close' : 'Cancel'}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const itemOf = (review: ReviewSummary, verdict: 'approve' | 'reject', note: string) => ({
  ...{ id: review.id, verdict, seenDigest: review.digest, seenRevision: review.revision },
  ...(note.trim() !== '' && { note: note.trim() }),
});

function Result({ result }: { readonly result: DecisionResult | undefined }) {
  if (result === undefined) return null;
  if ('review' in result)
    return (
      <span className="row">
        <IconCheck aria-hidden size={16} /> Decided
      </span>
    );
  return (
    <span className="bulk-refused">
      <IconX aria-hidden size={16} /> {result.problem.detail}
    </span>
  );
}

import type { ReviewSummary } from '@countersign/client';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Note } from '../parts/note.tsx';
import { AreAlone, Outcome } from './bulk-notes.tsx';
import { type BulkVerdict, countToType, isDecided, isRefused, partsOf } from './bulk.ts';
import { BulkTable } from './bulk-table.tsx';
import { useBulk } from './use-bulk.ts';
import type { Choice } from './use-choice.ts';

interface BulkDialogProps {
  readonly verdict: BulkVerdict;
  readonly choice: Choice;
  readonly onClose: () => void;
}

/** Shows what is going to be decided, and then how each of it went; what did not go through stays selected. */
export default function BulkDialog({ verdict, choice, onClose }: BulkDialogProps) {
  const [{ together, alone }] = useState(() => partsOf([...choice.chosen.values()], verdict));
  const bulk = useBulk(verdict, together, choice);
  const many = together.length === 1 ? 'one review' : `${together.length} reviews`;
  const title = `${verdict === 'approve' ? 'Approve' : 'Reject'} ${many}`;
  return (
    <Modal opened onClose={onClose} title={title} size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        <AreAlone reviews={alone} />
        {bulk.results.size > 0 ? (
          <Sent bulk={bulk} together={together} onClose={onClose} />
        ) : (
          <Before bulk={bulk} together={together} verdict={verdict} title={title} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}

interface StepProps {
  readonly bulk: ReturnType<typeof useBulk>;
  readonly together: readonly ReviewSummary[];
  readonly onClose: () => void;
}

interface BeforeProps extends StepProps {
  readonly verdict: BulkVerdict;
  readonly title: string;
}

function Before({ bulk, together, verdict, title, onClose }: BeforeProps) {
  const { decide, results } = bulk;
  const [typed, setTyped] = useState('');
  const count = countToType(together, verdict);
  if (together.length === 0) return <Buttons close="Close" onClose={onClose} />;
  return (
    <>
      {count !== null && (
        <Note
          tone="amber"
          title="These are not of one kind"
          text="Look at each before you approve all of them alike."
        />
      )}
      <BulkTable reviews={together} results={results} />
      <Outcome decided={0} wanted={together.length} error={decide.error} isSent={false} />
      <NoteForAll bulk={bulk} description="Goes with each of them" />
      {count !== null && (
        <TextInput
          className="decision-word"
          label={`Type ${count} to confirm`}
          description="As many reviews are approved at once"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Buttons close="Cancel" onClose={onClose}>
        <Button
          loading={decide.isPending}
          disabled={count !== null && typed.trim() !== count}
          color={verdict === 'approve' ? 'ink' : 'red.8'}
          onClick={() => decide.mutate(together)}
        >
          {title}
        </Button>
      </Buttons>
    </>
  );
}

function Sent({ bulk, together, onClose }: StepProps) {
  const { decide, results } = bulk;
  const refused = together.filter(({ id }) => isRefused(results.get(id)));
  const decided = together.filter(({ id }) => isDecided(results.get(id))).length;
  return (
    <>
      <BulkTable reviews={together} results={results} />
      <Outcome decided={decided} wanted={together.length} error={decide.error} isSent />
      {refused.length > 0 && <NoteForAll bulk={bulk} description="Goes with those that are tried again" />}
      <Buttons close="Close" onClose={onClose}>
        {refused.length > 0 && (
          <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate(refused)}>
            Try {refused.length === 1 ? 'the refused one' : `the ${refused.length} refused`} again
          </Button>
        )}
      </Buttons>
    </>
  );
}

function NoteForAll({ bulk, description }: Pick<StepProps, 'bulk'> & { readonly description: string }) {
  return (
    <Textarea
      label="Note"
      description={description}
      autosize
      minRows={2}
      maxLength={10_000}
      value={bulk.note}
      // What may have been recorded is sent again as it was.
      disabled={bulk.decide.isError}
      onChange={(event) => bulk.setNote(event.currentTarget.value)}
    />
  );
}

interface ButtonsProps extends Pick<StepProps, 'onClose'> {
  readonly close: string;
  readonly children?: ReactNode;
}

const Buttons = ({ close, onClose, children }: ButtonsProps) => (
  <div className="row">
    {children}
    <Button variant="default" onClick={onClose}>
      {close}
    </Button>
  </div>
);

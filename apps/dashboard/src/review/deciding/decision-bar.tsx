import type { Review } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Note } from '../../parts/note.tsx';
import { useReader } from '../../session/reader.ts';
import { useKeys } from '../../shell/keys.ts';
import { Confirm } from './confirm.tsx';
import { useDraft } from './draft.ts';
import { type Intent, INTENTS, isForced, rareIntents, whyNotIntent } from './intent.ts';
import { NoteField } from './note-field.tsx';
import type { Deciding } from './use-deciding.ts';
import './deciding.css';

interface DecisionBarProps {
  readonly review: Review;
  readonly deciding: Deciding;
  readonly onNext?: (() => void) | undefined;
}

/** Where it is decided: no as near as yes, nothing chosen beforehand, and always a second step. */
export function DecisionBar({ review, deciding, onNext }: DecisionBarProps) {
  const { intent, begin, cancel, send, hasChanged } = deciding;
  const { id: reader } = useReader();
  const [note, setNote] = useDraft(review.id, 'note');
  const noteField = useRef<HTMLTextAreaElement>(null);
  const section = useFocusAfter(intent);
  // What is about to be done does not become something else by a letter.
  const openTo = (what: Intent) => (): void | false =>
    intent === null && whyNotIntent(review, what, reader) === null && !hasChanged ? begin(what) : false;
  useKeys({
    a: openTo('approve'),
    r: openTo('reject'),
    e: openTo('amend'),
    c: () => (noteField.current === null ? false : noteField.current.focus()),
    Escape: () => (intent === null || send.isPending ? false : cancel()),
  });
  const done = send.isSuccess && intent === null ? send.variables.intent : null;
  const mayDecide = (['approve', 'reject'] as const).some(
    (what) => whyNotIntent(review, what, reader) === null,
  );
  const rare = rareIntents(review);
  if (review.permissions === null && done === null) return null;
  return (
    <section ref={section} className="decision" aria-label="Your decision" tabIndex={-1}>
      {done !== null && (
        <Note
          tone="green"
          title={`${INTENTS[done].past}.`}
          text={`Recorded as revision ${send.data?.revision ?? review.revision}.`}
        >
          {onNext !== undefined && (
            <div>
              <Button variant="default" size="xs" onClick={onNext} rightSection={<kbd aria-hidden>n</kbd>}>
                Next review
              </Button>
            </div>
          )}
        </Note>
      )}
      {intent !== null ? (
        <Confirm
          key={intent}
          review={review}
          deciding={deciding}
          intent={intent}
          note={note}
          noteField={noteField}
          onNote={setNote}
        />
      ) : (
        <>
          {(mayDecide || rare.length > 0) && (
            <NoteField review={review} intent={null} note={note} onNote={setNote} field={noteField} />
          )}
          {mayDecide && (
            <div className="decision-buttons">
              <IntentButton
                intent="reject"
                review={review}
                onClick={() => begin('reject')}
                isOff={hasChanged}
              />
              <IntentButton
                intent="approve"
                review={review}
                onClick={() => begin('approve')}
                isOff={hasChanged}
              />
              <IntentButton
                intent="amend"
                review={review}
                onClick={() => begin('amend')}
                isOff={hasChanged}
              />
            </div>
          )}
          {done === null && <Refusals review={review} mayDecide={mayDecide} />}
          {rare.length > 0 && (
            <div className="row">
              {rare.map((what) => (
                <Button
                  key={what}
                  variant="default"
                  size="xs"
                  disabled={hasChanged}
                  {...(isForced(what) && { className: 'decision-force' })}
                  onClick={() => begin(what)}
                >
                  {INTENTS[what].name}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** Where the focus stays when what it was on is gone: a decision that was sent, or that was not made. */
function useFocusAfter(intent: Intent | null) {
  const section = useRef<HTMLElement>(null);
  const before = useRef(intent);
  useEffect(() => {
    const isOver = before.current !== null && intent === null;
    before.current = intent;
    if (isOver && (document.activeElement === document.body || document.activeElement === null))
      section.current?.focus({ preventScroll: true });
  }, [intent]);
  return section;
}

/** Why there are no buttons, or why one of them is off. */
function Refusals({ review, mayDecide }: { readonly review: Review; readonly mayDecide: boolean }) {
  const { id: reader } = useReader();
  const why = whyNotIntent(review, 'approve', reader);
  if (review.status !== 'PENDING' || why === null) return null;
  return (
    <p className="decision-why">
      {mayDecide ? 'You cannot approve this: ' : 'You cannot decide this: '}
      {why.charAt(0).toLowerCase() + why.slice(1)}
    </p>
  );
}

interface IntentButtonProps {
  readonly intent: 'approve' | 'reject' | 'amend';
  readonly review: Review;
  readonly onClick: () => void;
  readonly isOff: boolean;
}

const ICONS = { approve: IconCheck, reject: IconX, amend: IconPencil } as const;
const KEYS = { approve: 'a', reject: 'r', amend: 'e' } as const;

function IntentButton({ intent, review, onClick, isOff }: IntentButtonProps) {
  const Icon = ICONS[intent];
  const { id: reader } = useReader();
  const why = whyNotIntent(review, intent, reader);
  return (
    <Button
      variant="default"
      size="md"
      disabled={isOff || why !== null}
      {...(why !== null && { title: why })}
      onClick={onClick}
      leftSection={<Icon aria-hidden size={18} />}
      rightSection={<kbd aria-hidden>{KEYS[intent]}</kbd>}
    >
      {INTENTS[intent].name}
    </Button>
  );
}

import { CountersignUnavailable, isProblem, type Review } from '@countersign/client';
import { Button, Textarea } from '@mantine/core';
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Note } from '../../parts/note.tsx';
import { useKeys } from '../../shell/keys.ts';
import type { Payload } from '../pieces.ts';
import { useDraft } from './draft.ts';
import { consequence, type Intent, INTENTS, isReasonRequired, rareIntents, whyNotIntent } from './intent.ts';
import { type Deciding, isConflict } from './use-deciding.ts';
import './deciding.css';

const Amending = lazy(() => import('./amending.tsx'));

interface DecisionBarProps {
  readonly review: Review;
  readonly deciding: Deciding;
  readonly onNext?: (() => void) | undefined;
}

/** Where it is decided: no as near as yes, nothing chosen beforehand, and always a second step. */
export function DecisionBar({ review, deciding, onNext }: DecisionBarProps) {
  const { intent, begin, cancel, send, hasChanged } = deciding;
  const [note, setNote] = useDraft(review.id, 'note');
  const noteField = useRef<HTMLTextAreaElement>(null);
  // What is about to be done does not become something else by a letter.
  const openTo = (what: Intent) => (): void | false =>
    intent === null && whyNotIntent(review, what) === null && !hasChanged ? begin(what) : false;
  useKeys({
    a: openTo('approve'),
    r: openTo('reject'),
    e: openTo('amend'),
    c: () => (noteField.current === null ? false : noteField.current.focus()),
    Escape: () => (intent === null || send.isPending ? false : cancel()),
  });
  const done = send.isSuccess && intent === null ? send.variables.intent : null;
  const mayDecide = (['approve', 'reject'] as const).some((what) => whyNotIntent(review, what) === null);
  const rare = rareIntents(review);
  if (review.permissions === null && done === null) return null;
  return (
    <section className="decision" aria-label="Your decision">
      {done !== null && (
        <Note tone="green" title={`${INTENTS[done].past}.`} text={`Recorded as revision ${review.revision}.`}>
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

/** Why there are no buttons, or why one of them is off. */
function Refusals({ review, mayDecide }: { readonly review: Review; readonly mayDecide: boolean }) {
  const why = whyNotIntent(review, 'approve');
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
  const why = whyNotIntent(review, intent);
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

interface NoteFieldProps {
  readonly review: Review;
  readonly intent: Intent | null;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly onSubmit?: () => void;
  readonly field: React.RefObject<HTMLTextAreaElement | null>;
}

function NoteField({ review, intent, note, onNote, onSubmit, field }: NoteFieldProps) {
  const isRequired = intent !== null && isReasonRequired(review, intent);
  return (
    <Textarea
      ref={field}
      label={isRequired ? 'Reason' : 'Note'}
      required={isRequired}
      placeholder={isRequired ? 'Why?' : 'Goes with your decision, for everybody to read'}
      autosize
      minRows={intent === null ? 1 : 2}
      maxRows={8}
      maxLength={10_000}
      value={note}
      onChange={(event) => onNote(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit?.();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.currentTarget.blur();
      }}
    />
  );
}

interface ConfirmProps {
  readonly review: Review;
  readonly deciding: Deciding;
  readonly intent: Intent;
  readonly note: string;
  readonly noteField: React.RefObject<HTMLTextAreaElement | null>;
  readonly onNote: (note: string) => void;
}

/** The second step: what is about to happen, in words, and the button that does it. */
function Confirm({ review, deciding, intent, note, noteField, onNote }: ConfirmProps) {
  const { send, hasChanged, looked, cancel } = deciding;
  const [amendments, setAmendments] = useState<Payload | null>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const isMissing = isReasonRequired(review, intent) && note.trim() === '';
  const why = whyNotIntent(review, intent);
  const isReady = why === null && !hasChanged && !isMissing && (intent !== 'amend' || amendments !== null);
  const submit = (): void => {
    if (!isReady || send.isPending) return;
    send.mutate({ intent, note, amendments, seen: looked }, { onSuccess: () => onNote('') });
  };
  useEffect(() => {
    if (intent === 'amend') return;
    if (isMissing) noteField.current?.focus();
    else confirm.current?.focus();
    // Once, when it opens: later the reader is where he is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const words = INTENTS[intent];
  const error = send.isError && !isConflict(send.error) && !isProblem(send.error, 'unauthenticated');
  return (
    <div className="stack" role="group" aria-label={`${words.name}: confirm`}>
      <div>
        <h2>
          {words.name} version {review.version}
          {intent === 'amend' ? ' with changes' : ''}?
        </h2>
        <p className="small">
          {consequence(review, intent)}{' '}
          <span className="muted">
            Content <code>{looked.digest.slice(0, 12)}</code>
          </span>
        </p>
      </div>
      {intent === 'amend' && (
        <Suspense fallback={<Loading label="The editor is loading" />}>
          <Amending review={review} onPatch={setAmendments} />
        </Suspense>
      )}
      <NoteField
        review={review}
        intent={intent}
        note={note}
        onNote={onNote}
        onSubmit={submit}
        field={noteField}
      />
      {why !== null && !hasChanged && (
        <Note tone="amber" title="This is not open to you any more" text={why} urgent />
      )}
      {error && <Failure error={send.error} what={uncertain(send.error)} />}
      <div className="decision-buttons">
        <Button
          ref={confirm}
          size="md"
          {...(words.isGrave && { color: 'red.9' })}
          disabled={!isReady}
          loading={send.isPending}
          onClick={submit}
        >
          {words.confirm}
        </Button>
        <Button variant="default" size="md" disabled={send.isPending} onClick={cancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

const uncertain = (error: unknown): string =>
  error instanceof CountersignUnavailable
    ? 'It is not known whether this was recorded; trying again is safe'
    : 'Not recorded';

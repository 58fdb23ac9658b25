import { CountersignUnavailable, isProblem, type Review } from '@countersign/client';
import { Button } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Note } from '../../parts/note.tsx';
import { useReader } from '../../session/reader.ts';
import { AssigneeField, isAllSaid, type Said, WordField } from './confirm-fields.tsx';
import { consequence, type Intent, INTENTS, isForced, isReasonRequired, whyNotIntent } from './intent.ts';
import { NoteField } from './note-field.tsx';
import { type Deciding, isConflict } from './use-deciding.ts';

const Amending = lazy(() => import('./amending.tsx'));

interface ConfirmProps {
  readonly review: Review;
  readonly deciding: Deciding;
  readonly intent: Intent;
  readonly note: string;
  readonly noteField: React.RefObject<HTMLTextAreaElement | null>;
  readonly onNote: (note: string) => void;
}

/** The second step: what is about to happen, in words, and the button that does it. */
export function Confirm({ review, deciding, intent, note, noteField, onNote }: ConfirmProps) {
  const { send, hasChanged, looked, cancel } = deciding;
  const [said, setSaid] = useState<Said>({ amendments: null, assignee: review.assignee ?? '', typed: '' });
  const say = useCallback((part: Partial<Said>): void => setSaid((now) => ({ ...now, ...part })), []);
  const setAmendments = useCallback((amendments: Said['amendments']) => say({ amendments }), [say]);
  const confirm = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const { id: reader } = useReader();
  const why = whyNotIntent(review, intent, reader);
  const isMissing = isReasonRequired(review, intent) && note.trim() === '';
  const isReady = why === null && !hasChanged && !isMissing && isAllSaid(review, intent, said);
  const submit = (): void => {
    if (!isReady || send.isPending) return;
    const { amendments, assignee } = said;
    const wish = { intent, note, amendments, assignee: assignee.trim() || null, seen: looked };
    send.mutate(wish, { onSuccess: () => onNote('') });
  };
  useEffect(() => {
    if (intent === 'amend') return;
    (isMissing ? noteField.current : (first.current ?? confirm.current))?.focus();
    // Once, when it opens: later the reader is where he is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const words = INTENTS[intent];
  return (
    <div className="stack" role="group" aria-label={`${words.name}: confirm`}>
      <div>
        <h2>{questionOf(review, intent)}</h2>
        <p className="small">
          {consequence(review, intent, reader)}{' '}
          <span className="muted">
            Content <code>{looked.digest.slice(0, 12)}</code>
          </span>
        </p>
      </div>
      {isForced(intent) && (
        <Note
          tone="red"
          title="This goes past everybody who should decide it"
          text="Everybody who sees the review sees that you forced it, and why, and so does every audit. Nothing takes that mark away."
        />
      )}
      {intent === 'amend' && (
        <Suspense fallback={<Loading label="The editor is loading" />}>
          <Amending review={review} onPatch={setAmendments} />
        </Suspense>
      )}
      {intent === 'reassign' && <AssigneeField said={said} onSay={say} field={first} />}
      <NoteField
        review={review}
        intent={intent}
        note={note}
        onNote={onNote}
        onSubmit={submit}
        field={noteField}
      />
      <WordField review={review} intent={intent} said={said} onSay={say} onSubmit={submit} field={first} />
      {why !== null && !hasChanged && (
        <Note tone="amber" title="This is not open to you any more" text={why} urgent />
      )}
      {isFailure(send.error, hasChanged) && <Failure error={send.error} what={uncertain(send.error)} />}
      <div className="decision-buttons">
        <Button
          ref={confirm}
          size="md"
          {...(words.isGrave && { color: 'red.9' })}
          disabled={!isReady}
          loading={send.isPending}
          // A key that is held down is no second word.
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
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

function questionOf({ version }: Review, intent: Intent): string {
  const { name } = INTENTS[intent];
  if (intent === 'reassign') return `${name} it?`;
  return `${name} version ${version}${intent === 'amend' ? ' with changes' : ''}?`;
}

/** What is said in its own place is none: what changed, and that nobody is signed in. */
const isFailure = (error: unknown, hasChanged: boolean): boolean =>
  error !== null && !(isConflict(error) && hasChanged) && !isProblem(error, 'unauthenticated');

const uncertain = (error: unknown): string =>
  error instanceof CountersignUnavailable
    ? 'It is not known whether this was recorded; trying again is safe'
    : 'Not recorded';

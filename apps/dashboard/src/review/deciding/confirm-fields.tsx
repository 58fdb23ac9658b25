import type { Review } from '@countersign/client';
import { TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import type { Payload } from '../pieces.ts';
import { type Intent, isForced, wordToType } from './intent.ts';

/** What a decision says beside its note, as far as it has been said. */
export interface Said {
  readonly amendments: Payload | null;
  readonly assignee: string;
  /** Where a word has to be typed. */
  readonly typed: string;
}

export function isAllSaid(review: Review, intent: Intent, { amendments, assignee, typed }: Said): boolean {
  const word = wordToType(review, intent);
  return (
    (word === null || typed.trim().toLowerCase() === word) &&
    (intent !== 'amend' || amendments !== null) &&
    (intent !== 'reassign' || assignee.trim() !== (review.assignee ?? ''))
  );
}

interface FieldProps {
  readonly said: Said;
  readonly onSay: (part: Partial<Said>) => void;
  readonly field: RefObject<HTMLInputElement | null>;
}

export function AssigneeField({ said, onSay, field }: FieldProps) {
  return (
    <TextInput
      ref={field}
      label="Assignee"
      description="The id of somebody; empty: nobody"
      maxLength={256}
      autoComplete="off"
      spellCheck={false}
      value={said.assignee}
      onChange={(event) => onSay({ assignee: event.currentTarget.value })}
    />
  );
}

interface WordFieldProps extends FieldProps {
  readonly review: Review;
  readonly intent: Intent;
  readonly onSubmit: () => void;
}

/** So that what is grave is never done by a key too much. */
export function WordField({ review, intent, said, onSay, onSubmit, field }: WordFieldProps) {
  const word = wordToType(review, intent);
  if (word === null) return null;
  return (
    <TextInput
      ref={field}
      className="decision-word"
      label={`Type ${word} to confirm`}
      description={isForced(intent) ? 'So that nobody forces by accident' : 'It is marked as of high risk'}
      autoComplete="off"
      spellCheck={false}
      value={said.typed}
      onChange={(event) => onSay({ typed: event.currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.repeat) onSubmit();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.currentTarget.blur();
      }}
    />
  );
}

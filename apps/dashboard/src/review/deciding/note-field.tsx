import type { Review } from '@countersign/client';
import { Textarea } from '@mantine/core';
import { type Intent, isReasonRequired } from './intent.ts';

interface NoteFieldProps {
  readonly review: Review;
  readonly intent: Intent | null;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly onSubmit?: () => void;
  readonly field: React.RefObject<HTMLTextAreaElement | null>;
}

/** What goes with the decision; kept until there is one. */
export function NoteField({ review, intent, note, onNote, onSubmit, field }: NoteFieldProps) {
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
        if (event.key === 'Enter' && !event.repeat && (event.ctrlKey || event.metaKey)) onSubmit?.();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.currentTarget.blur();
      }}
    />
  );
}

import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { failureWords } from './failure-words.ts';
import { Note } from './note.tsx';

interface FailureProps {
  readonly error: unknown;
  readonly retry?: () => void;
  /** What could not be read, such as "The timeline". */
  readonly what?: string;
}

/** In the place of what could not be read, with a way to try again. */
export function Failure({ error, retry, what }: FailureProps) {
  const { title, text, isPassing } = failureWords(error, navigator.onLine);
  return (
    <Note
      tone={isPassing ? 'amber' : 'grey'}
      title={what === undefined ? title : `${what}: ${title}`}
      text={text}
      urgent
    >
      {retry !== undefined && isPassing && (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh aria-hidden size={14} />}
            onClick={retry}
          >
            Try again
          </Button>
        </div>
      )}
    </Note>
  );
}

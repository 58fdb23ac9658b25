import type { Review } from '@countersign/client';
import { Button } from '@mantine/core';
import { Note } from '../../parts/note.tsx';
import { useReviewEvents } from '../use-review.ts';
import { Exact } from '../../parts/exact.tsx';

interface ChangedSinceProps {
  readonly review: Review;
  readonly since: number;
  readonly wasContent: boolean;
  readonly onSeen: () => void;
}

/** What happened since the reader looked, fact by fact, to be seen before anything is decided. */
export function ChangedSince({ review, since, wasContent, onSeen }: ChangedSinceProps) {
  const events = useReviewEvents(review.id);
  const later = events.data?.filter(({ revision }) => revision > since) ?? [];
  return (
    <Note tone="amber" title="This has changed since you looked" urgent>
      <ul className="stack stack-tight">
        {later.map(({ eventId, sentence }) => (
          <li key={eventId}>
            <bdi>
              <Exact text={sentence} />
            </bdi>
          </li>
        ))}
      </ul>
      {wasContent && <p>What will run is another one now: look at it, and at what was amended, again.</p>}
      <div>
        <Button variant="default" size="xs" onClick={onSeen}>
          I have seen what changed
        </Button>
      </div>
    </Note>
  );
}

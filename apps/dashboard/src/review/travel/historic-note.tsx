import { isProblem } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Failure } from '../../parts/failure.tsx';
import { Note } from '../../parts/note.tsx';
import { momentOf } from '../../parts/time-words.ts';
import type { Travel } from './use-travel.ts';

/** Says that this is the past, for as long as it is, and leads back. */
export function HistoricNote({ travel }: { readonly travel: Travel }) {
  const { place, revision, now } = travel;
  return (
    <div className="historic">
      <IconHistory aria-hidden size={18} />
      <p>
        <strong>Historic view, actions off.</strong>{' '}
        {place.kind === 'time' ? `As it was at ${momentOf(place.at)}` : `As it was at revision ${revision}`}
        {later(now.revision - revision)}.
      </p>
      <Button variant="default" size="xs" onClick={() => travel.go({ kind: 'now' })}>
        Back to now
      </Button>
    </div>
  );
}

const later = (count: number): string => {
  if (count <= 0) return '; nothing has happened since';
  return count === 1 ? '; one thing has happened since' : `; ${count} things have happened since`;
};

/** In the place of a review that was not there, or of a place that does not exist. */
export function NoSuchPlace({ travel }: { readonly travel: Travel }) {
  const { place, error, now, retry } = travel;
  if (place.kind !== 'unreadable' && !isProblem(error, 'not-found'))
    return <Failure error={error} what="The review as it was" retry={retry} />;
  const text =
    place.kind === 'unreadable'
      ? 'The address names neither a revision nor a time.'
      : place.kind === 'time'
        ? `It was asked for at ${momentOf(now.requestedAt)}: before that there is nothing to see.`
        : `It has not come so far: its last revision is ${now.revision}.`;
  return <Note tone="grey" title="There is nothing at this point" text={text} urgent />;
}

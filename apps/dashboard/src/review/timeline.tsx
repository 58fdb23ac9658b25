import type { ReviewEvent } from '@countersign/client';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { JsonView } from '../parts/json-view.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Age, Moment } from '../parts/times.tsx';
import { Section } from '../parts/section.tsx';
import { useReviewEvents } from './use-review.ts';
import { Exact } from '../parts/exact.tsx';

interface TimelineProps {
  readonly id: string;
  /** The revision up to which it goes; left out, all of it. */
  readonly until?: number;
}

/** All that happened to it, the latest first, in sentences and as it is recorded. */
export function Timeline({ id, until = Infinity }: TimelineProps) {
  const events = useReviewEvents(id);
  const shown = events.data?.filter(({ revision }) => revision <= until).toReversed() ?? [];
  return (
    <Section title="Timeline">
      {events.isPending && <Loading label="The timeline is loading" />}
      {events.isError && (
        <Failure error={events.error} what="The timeline" retry={() => void events.refetch()} />
      )}
      <ol className="timeline" reversed>
        {shown.map((event, index) => (
          <TimelineEvent key={event.eventId} event={event} isLast={index === 0} />
        ))}
      </ol>
    </Section>
  );
}

interface TimelineEventProps {
  readonly event: ReviewEvent;
  /** The page shows the review as it was after it already. */
  readonly isLast: boolean;
}

function TimelineEvent({ event, isLast }: TimelineEventProps) {
  const [params] = useSearchParams();
  const then = new URLSearchParams(params);
  then.set('at', String(event.revision));
  return (
    <li className="timeline-event">
      <p>
        <bdi>
          <Exact text={event.sentence} />
        </bdi>
      </p>
      <p className="small muted">
        <Age since={event.at} /> · <Moment at={event.at} /> · revision {event.revision} ·{' '}
        {event.api === 'reaction' ? 'by the clock' : `through the API ${event.api}`}
        {!isLast && (
          <>
            {' · '}
            <Link to={{ search: then.toString() }}>
              as it was then<span className="only-read">, at revision {event.revision}</span>
            </Link>
          </>
        )}
      </p>
      <Stored event={event} />
    </li>
  );
}

/** Made when it is wanted: there may be thousands of them. */
function Stored({ event }: { readonly event: ReviewEvent }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="small" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As it is recorded: {event.type}</summary>
      {isOpen && (
        <div className="code-frame">
          <JsonView value={event.data} label={event.type} />
        </div>
      )}
    </details>
  );
}

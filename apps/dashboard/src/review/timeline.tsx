import type { ReviewEvent } from '@countersign/client';
import { JsonView } from '../parts/json-view.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Age, Moment } from '../parts/times.tsx';
import { Section } from './section.tsx';
import { useReviewEvents } from './use-review.ts';

/** All that happened to it, the latest first, in sentences and as it is recorded. */
export function Timeline({ id }: { readonly id: string }) {
  const events = useReviewEvents(id);
  return (
    <Section title="Timeline">
      {events.isPending && <Loading label="The timeline is loading" />}
      {events.isError && (
        <Failure error={events.error} what="The timeline" retry={() => void events.refetch()} />
      )}
      <ol className="timeline" reversed>
        {events.data?.toReversed().map((event) => (
          <TimelineEvent key={event.eventId} event={event} />
        ))}
      </ol>
    </Section>
  );
}

function TimelineEvent({ event }: { readonly event: ReviewEvent }) {
  return (
    <li className="timeline-event">
      <p>
        <bdi>{event.sentence}</bdi>
      </p>
      <p className="small muted">
        <Age since={event.at} /> · <Moment at={event.at} /> · revision {event.revision} ·{' '}
        {event.api === 'reaction' ? 'by the clock' : `through the API ${event.api}`}
      </p>
      <details className="small">
        <summary>As it is recorded: {event.type}</summary>
        <div className="code-frame">
          <JsonView value={event.data} label={event.type} />
        </div>
      </details>
    </li>
  );
}

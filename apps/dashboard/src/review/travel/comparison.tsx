import type { Review } from '@countersign/client';
import { NativeSelect } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Exact } from '../../parts/exact.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Section } from '../../parts/section.tsx';
import { useReviewAt, useReviewEvents } from '../use-review.ts';
import { changesBetween } from './changes-between.ts';
import type { Place } from './place-in-time.ts';
import type { Travel } from './use-travel.ts';

const DiffView = lazy(() => import('../diff-view.tsx'));

interface ComparisonProps {
  readonly travel: Travel;
  readonly since: number;
  /** As the page shows it. */
  readonly shown: Review;
}

/** What changed between the point that the page shows and another one: in words, and as a difference of the content. */
export function Comparison({ travel, since, shown }: ComparisonProps) {
  const { now, revision } = travel;
  const place: Place = since >= now.revision ? { kind: 'now' } : { kind: 'revision', revision: since };
  const other = useReviewAt(now.id, place);
  const compared = place.kind === 'now' ? now : other.isPlaceholderData ? undefined : other.data;
  const [earlier, later] = [Math.min(since, revision), Math.max(since, revision)];
  const options = Array.from({ length: now.revision + 1 }, (_, index) => ({
    value: String(index),
    label: index === now.revision ? `Revision ${index}, now` : `Revision ${index}`,
  }));
  return (
    <Section title={`What changed between revision ${earlier} and ${later}`}>
      <div className="row">
        <NativeSelect
          label="Compare"
          size="xs"
          value={String(since)}
          data={options}
          onChange={(event) => travel.compare(Number(event.currentTarget.value))}
        />
        <NativeSelect
          label="With what is shown"
          size="xs"
          value={String(revision)}
          data={options}
          onChange={(event) => travel.goTo(Number(event.currentTarget.value))}
        />
      </div>
      {other.isError && place.kind !== 'now' && (
        <Failure error={other.error} what="The other revision" retry={() => void other.refetch()} />
      )}
      {earlier === later && (
        <p className="muted">Both are the same revision: choose another one to compare with.</p>
      )}
      {compared === undefined && !other.isError && <Loading label="The other revision is loading" />}
      {compared !== undefined && earlier !== later && (
        <Differences
          before={since < revision ? compared : shown}
          after={since < revision ? shown : compared}
        />
      )}
    </Section>
  );
}

function Differences({ before, after }: { readonly before: Review; readonly after: Review }) {
  const changes = changesBetween(before, after);
  const events = useReviewEvents(after.id);
  const between = events.data?.filter(
    ({ revision }) => revision > before.revision && revision <= after.revision,
  );
  return (
    <div className="stack">
      <ol className="stack stack-tight travel-happened" aria-label="What happened between">
        {between?.map(({ eventId, sentence, revision }) => (
          <li key={eventId}>
            <span className="muted small">{revision}</span>{' '}
            <bdi>
              <Exact text={sentence} />
            </bdi>
          </li>
        ))}
      </ol>
      {changes.length > 0 && (
        <table className="travel-changes">
          <caption className="only-read">What differs</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Revision {before.revision}</th>
              <th scope="col">Revision {after.revision}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.name}>
                <th scope="row">
                  <bdi>
                    <Exact text={change.name} />
                  </bdi>
                </th>
                <td>
                  <bdi>
                    <Exact text={change.before} />
                  </bdi>
                </td>
                <td>
                  <bdi>
                    <Exact text={change.after} />
                  </bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h3>The content</h3>
      {before.digest === after.digest ? (
        <p className="muted">What will run is the same at both points.</p>
      ) : (
        <Suspense fallback={<Loading label="The difference is loading" />}>
          <DiffView
            before={before.payload}
            after={after.payload}
            names={[`Revision ${before.revision}`, `Revision ${after.revision}`]}
          />
        </Suspense>
      )}
    </div>
  );
}

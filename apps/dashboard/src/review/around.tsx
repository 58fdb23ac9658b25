import type { Review } from '@countersign/client';
import { Link } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Tag } from '../parts/tag.tsx';
import { Age, Moment } from '../parts/times.tsx';
import { addresses } from '../shell/addresses.ts';
import { Section } from '../parts/section.tsx';
import { useMemories, useRelated } from './use-review.ts';
import { Exact } from '../parts/exact.tsx';

/** What it belongs to, and what is to be known about it. */
export function Facts({ review }: { readonly review: Review }) {
  const labels = Object.entries(review.labels);
  const facts: readonly (readonly [string, string | null])[] = [
    ['Session', review.session],
    ['Thread', review.thread],
    ['Turn', review.turn],
    ['Tool call', review.toolCall],
    ['Changeset', review.changeset],
    ['Assignee', review.assignee],
  ];
  return (
    <Section title="Where it belongs">
      <dl className="facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>
                  <Exact text={value} />
                </bdi>
              </dd>
            </div>
          ),
        )}
        <div>
          <dt>Asked for</dt>
          <dd>
            <Moment at={review.requestedAt} />
          </dd>
        </div>
        {review.accessUntil !== null && (
          <div>
            <dt>Good until</dt>
            <dd>
              <Moment at={review.accessUntil} />
            </dd>
          </div>
        )}
        {review.timeWindow !== null && (
          <div>
            <dt>Only between</dt>
            <dd>
              {review.timeWindow.start} and {review.timeWindow.end} UTC
            </dd>
          </div>
        )}
        {labels.length > 0 && (
          <div>
            <dt>Labels</dt>
            <dd className="row">
              {labels.map(([key, value]) => (
                <Tag key={key}>
                  <Exact text={`${key}: ${value}`} />
                </Tag>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

/** What will be remembered of it, or is; of the past only what was to be. */
export function Memories({ review, isPast = false }: { readonly review: Review; readonly isPast?: boolean }) {
  const memories = useMemories(review.session);
  const made = isPast ? [] : (memories.data?.filter((memory) => memory.review === review.id) ?? []);
  const { candidateMemories } = review;
  if (made.length === 0 && candidateMemories.length === 0 && !memories.isError) return null;
  const isMade = made.length > 0;
  return (
    <Section title={isMade ? 'Remembered' : 'To be remembered'}>
      {memories.isError && (
        <Failure error={memories.error} what="The memories" retry={() => void memories.refetch()} />
      )}
      <ul className="stack stack-tight">
        {(isMade ? made.map(({ content }) => content) : candidateMemories).map((memory) => (
          <li key={memory} className="memory">
            <bdi>
              <Exact text={memory} />
            </bdi>
          </li>
        ))}
      </ul>
      {!isMade && review.status === 'PENDING' && <p className="small muted">Once it is approved.</p>}
    </Section>
  );
}

/** How the like of it came out before. */
export function Related({ review }: { readonly review: Review }) {
  const related = useRelated(review);
  if (related.data?.length === 0 || related.isPending) return null;
  return (
    <Section title="Related reviews">
      <p className="small muted">Of the same kind, asked for by the same.</p>
      {related.isError && <Failure error={related.error} what="They" retry={() => void related.refetch()} />}
      <ul className="stack stack-tight">
        {related.data?.map((one) => (
          <li key={one.id} className="related">
            <Link to={addresses.review(one.id)}>
              <bdi>
                <Exact text={one.title} />
              </bdi>
            </Link>
            <span className="row small">
              <StatusBadge status={one.status} />
              <Age since={one.updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

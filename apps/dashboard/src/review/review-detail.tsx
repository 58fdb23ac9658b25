import type { Review } from '@countersign/client';
import { IconArrowLeft, IconArrowsMaximize, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { riskOf } from '../parts/risk.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Tag } from '../parts/tag.tsx';
import { Age, Deadline, Moment } from '../parts/times.tsx';
import { hasUnseen } from '../parts/unseen.ts';
import { addresses } from '../shell/addresses.ts';
import { usePreferences } from '../shell/preferences.ts';
import { Facts, Memories, Related } from './around.tsx';
import { Content } from './content.tsx';
import { ChangedSince } from './deciding/changed-since.tsx';
import { DecisionBar } from './deciding/decision-bar.tsx';
import { useDeciding } from './deciding/use-deciding.ts';
import { askedSentence, standingSentence } from './review-words.ts';
import { Slots } from './slots.tsx';
import { Timeline } from './timeline.tsx';
import { Comparison } from './travel/comparison.tsx';
import { HistoricNote, NoSuchPlace } from './travel/historic-note.tsx';
import { TravelBar } from './travel/travel-bar.tsx';
import { useTravel } from './travel/use-travel.ts';
import { useReview } from './use-review.ts';
import { Versions } from './versions.tsx';
import { Exact, UnseenNote } from '../parts/exact.tsx';
import './review.css';

interface ReviewDetailProps {
  readonly id: string;
  /** Where it stands beside a list: closes it. */
  readonly onClose?: () => void;
  readonly onNext?: () => void;
}

/** One review: what will run, how it stands, and where it is decided. */
export default function ReviewDetail({ id, onClose, onNext }: ReviewDetailProps) {
  const review = useReview(id);
  if (review.data !== undefined) return <Shown review={review.data} onClose={onClose} onNext={onNext} />;
  return (
    <div className="review-body">
      <h1 className="only-read">A review</h1>
      {review.isPending && <Loading label="The review is loading" lines={8} />}
      {review.isError && (
        <>
          <Failure error={review.error} retry={() => void review.refetch()} />
          {onClose !== undefined && (
            <button type="button" className="chip" onClick={onClose}>
              Close
            </button>
          )}
        </>
      )}
    </div>
  );
}

interface ShownProps {
  readonly review: Review;
  readonly onClose?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
}

function Shown({ review: now, onClose, onNext }: ShownProps) {
  const travel = useTravel(now);
  const { review, isPast, since, error, place } = travel;
  return (
    <article className="review" aria-label={now.title}>
      <Head review={review ?? now} isPast={isPast} onClose={onClose} />
      {isPast && <HistoricNote travel={travel} />}
      <TravelBar travel={travel} />
      {since !== null && review !== null && (
        <div className="review-comparison">
          <Comparison travel={travel} since={since} shown={review} />
        </div>
      )}
      {!isPast ? (
        <Present review={now} onNext={onNext} />
      ) : error !== null || place.kind === 'unreadable' ? (
        <div className="review-body">
          <NoSuchPlace travel={travel} />
        </div>
      ) : (
        <Past review={review} isLoading={travel.isLoading} />
      )}
    </article>
  );
}

/** As it is, and where it is decided. */
function Present({ review, onNext }: Pick<ShownProps, 'review' | 'onNext'>) {
  const { goesOn } = usePreferences();
  const deciding = useDeciding(review, () => {
    if (goesOn) onNext?.();
  });
  return (
    <>
      <div className="review-body">
        {deciding.hasChanged && (
          <ChangedSince
            review={review}
            since={deciding.looked.revision}
            wasContent={review.digest !== deciding.looked.digest}
            onSeen={deciding.lookAgain}
          />
        )}
        <div className="review-columns">
          <div className="stack review-main">
            <Content review={review} />
            {review.versions.length > 1 && <Versions review={review} />}
            <Timeline id={review.id} />
          </div>
          <div className="stack">
            <Slots review={review} />
            <Memories review={review} />
            <Facts review={review} />
            <Related review={review} />
          </div>
        </div>
      </div>
      <DecisionBar review={review} deciding={deciding} onNext={onNext} />
    </>
  );
}

/** As it was: all that was known of it then, and nothing that came later. */
function Past({ review, isLoading }: { readonly review: Review | null; readonly isLoading: boolean }) {
  return (
    <div className="review-body review-past" aria-busy={isLoading}>
      {review === null ? (
        <Loading label="The review as it was is loading" lines={8} />
      ) : (
        <div className="review-columns">
          <div className="stack review-main">
            <Content review={review} />
            {review.versions.length > 1 && <Versions key={review.version} review={review} />}
            <Timeline id={review.id} until={review.revision} />
          </div>
          <div className="stack">
            <Slots review={review} />
            <Memories review={review} isPast />
            <Facts review={review} />
          </div>
        </div>
      )}
    </div>
  );
}

interface HeadProps {
  readonly review: Review;
  readonly isPast: boolean;
  readonly onClose: (() => void) | undefined;
}

function Head({ review, isPast, onClose }: HeadProps) {
  const { id, title, status, rationale, requestedAt, deadline, labels } = review;
  const risk = riskOf(labels);
  const isPending = status === 'PENDING';
  return (
    <header className="review-head">
      <div className="row row-apart review-tools">
        <div className="row">
          <StatusBadge status={status} />
          {risk !== null && <Tag tone={risk.tone}>{risk.words}</Tag>}
          <span className="small row">
            {isPast ? (
              <span className="muted">
                asked for <Moment at={requestedAt} />
              </span>
            ) : (
              <Age since={requestedAt} isWaiting={isPending} />
            )}
            {isPending && !isPast && (
              <>
                <span aria-hidden>·</span>
                <Deadline deadline={deadline} />
              </>
            )}
          </span>
        </div>
        {onClose === undefined ? (
          <Link to={addresses.queue} className="review-back">
            <IconArrowLeft aria-hidden size={16} /> Queue
          </Link>
        ) : (
          <span className="row">
            <Link to={addresses.review(id)} className="icon-button" aria-label="Open on a page of its own">
              <IconArrowsMaximize aria-hidden size={17} />
            </Link>
            <button type="button" className="icon-button" onClick={onClose} aria-label="Close the review">
              <IconX aria-hidden size={19} />
            </button>
          </span>
        )}
      </div>
      <h1>
        <bdi>
          <Exact text={title} />
        </bdi>
      </h1>
      <p>
        <bdi>
          <Exact text={askedSentence(review)} />
        </bdi>{' '}
        <strong>{standingSentence(review)}</strong>
      </p>
      {rationale !== null && (
        <blockquote className="review-why">
          <bdi>
            <Exact text={rationale} />
          </bdi>
        </blockquote>
      )}
      {hasUnseen([title, rationale]) && <UnseenNote what="What is said of it" />}
    </header>
  );
}

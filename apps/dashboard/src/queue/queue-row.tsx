import type { ReviewSummary } from '@countersign/client';
import { IconPencil, IconRobot } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { Person } from '../parts/person.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Tag } from '../parts/tag.tsx';
import { Age, Deadline } from '../parts/times.tsx';
import { Progress } from '../parts/progress.tsx';
import { riskOf } from '../parts/risk.ts';
import { Exact } from '../parts/exact.tsx';

export interface RowProps {
  readonly review: ReviewSummary;
  readonly index: number;
  readonly top: number;
  readonly address: string;
  readonly isCurrent: boolean;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  /** It was in the list when it was read, and belongs there no more. */
  readonly isGone: boolean;
  readonly onChoose: (review: ReviewSummary, isRange: boolean) => void;
  readonly onCurrent: (id: string) => void;
}

export const rowId = (id: string): string => `review-${id}`;

/** One review in the list. All of it leads there; the box selects it. */
export const QueueRow = memo(function QueueRow(props: RowProps) {
  const { review, index, top, address, isCurrent, isOpen, isChosen, isGone, onChoose, onCurrent } = props;
  const isPending = review.status === 'PENDING';
  const risk = riskOf(review.labels);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="queue-row"
      style={{ transform: `translateY(${top}px)` }}
      data-current={isCurrent}
      data-open={isOpen}
      data-chosen={isChosen}
      data-gone={isGone}
    >
      <div role="cell" className="queue-cell-check">
        <label className="queue-check">
          <input
            type="checkbox"
            checked={isChosen}
            disabled={!isPending}
            tabIndex={isCurrent ? 0 : -1}
            aria-label={`Select: ${review.title}`}
            onClick={(event) => onChoose(review, event.shiftKey)}
            onChange={() => undefined}
          />
        </label>
      </div>
      <div role="cell" className="queue-cell-title">
        <Link
          id={rowId(review.id)}
          to={address}
          className="queue-link"
          tabIndex={isCurrent ? 0 : -1}
          aria-current={isOpen ? 'true' : undefined}
          onFocus={() => onCurrent(review.id)}
        >
          <bdi>
            <Exact text={review.title} />
          </bdi>
        </Link>
        {risk !== null && <Tag tone={risk.tone}>{risk.words}</Tag>}
        {review.version > 1 && (
          <span className="queue-amended" title="Amended">
            <IconPencil aria-hidden size={14} />
            {review.version - 1}
            <span className="only-read"> {review.version === 2 ? 'amendment' : 'amendments'}</span>
          </span>
        )}
      </div>
      <div role="cell" className="queue-cell-kind">
        <bdi>
          <Exact text={review.subjectKind} />
        </bdi>
      </div>
      <div role="cell" className="queue-cell-requester">
        {review.onBehalfOf !== null && <IconRobot aria-label="an agent" size={15} />}
        <Person person={review.requester} />
      </div>
      <div role="cell" className="queue-cell-progress">
        {isPending ? <Progress {...review} /> : <StatusBadge status={review.status} />}
      </div>
      <div role="cell" className="queue-cell-age">
        {isPending ? (
          <Age since={review.requestedAt} isWaiting />
        ) : (
          <Age since={review.decidedAt ?? review.updatedAt} />
        )}
      </div>
      <div role="cell" className="queue-cell-deadline">
        {isPending && <Deadline deadline={review.deadline} />}
        {isGone && isPending && <Tag>decided by you</Tag>}
      </div>
    </div>
  );
});

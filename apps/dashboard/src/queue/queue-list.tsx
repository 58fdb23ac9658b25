import type { ReviewSummary } from '@countersign/client';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useImperativeHandle, useRef } from 'react';
import { QueueRow, rowId } from './queue-row.tsx';
import { useIsCompact } from './use-is-compact.ts';

const HEIGHT = 52;
const COMPACT_HEIGHT = 92;
/** So many rows before the end the next page is asked for. */
const AHEAD = 40;

export interface ListHandle {
  focusRow(id: string): void;
  toTop(): void;
}

interface ListProps {
  readonly handle: RefObject<ListHandle | null>;
  readonly rows: readonly ReviewSummary[];
  readonly total: number | null;
  readonly currentId: string | null;
  readonly openId: string | null;
  readonly chosen: ReadonlyMap<string, ReviewSummary>;
  readonly addressOf: (id: string) => string;
  readonly isGone: (review: ReviewSummary) => boolean;
  readonly onChoose: (review: ReviewSummary, isRange: boolean) => void;
  readonly onCurrent: (id: string) => void;
  readonly onNearEnd: () => void;
}

/** Only the rows in sight are on the page, and the current one, so that the focus is never lost. */
export function QueueList(props: ListProps) {
  const {
    handle,
    rows,
    total,
    currentId,
    openId,
    chosen,
    addressOf,
    isGone,
    onChoose,
    onCurrent,
    onNearEnd,
  } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const isCompact = useIsCompact(scroll);
  const current = rows.findIndex(({ id }) => id === currentId);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (isCompact ? COMPACT_HEIGHT : HEIGHT),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const seen = defaultRangeExtractor(range);
        return current < 0 || seen.includes(current) ? seen : [...seen, current].sort((a, b) => a - b);
      },
      [current],
    ),
  });
  useEffect(() => virtual.measure(), [isCompact, virtual]);

  const items = virtual.getVirtualItems();
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);

  useImperativeHandle(handle, () => ({
    focusRow(id) {
      const index = rows.findIndex((row) => row.id === id);
      if (index < 0) return;
      virtual.scrollToIndex(index, { align: 'auto' });
      requestAnimationFrame(() => document.getElementById(rowId(id))?.focus({ preventScroll: true }));
    },
    toTop: () => scroll.current?.scrollTo({ top: 0 }),
  }));

  return (
    <div className="queue-table" role="table" aria-label="Reviews" aria-rowcount={(total ?? rows.length) + 1}>
      <div role="rowgroup" className="queue-head" data-compact={isCompact}>
        <div role="row" aria-rowindex={1} className="queue-head-row">
          <span role="columnheader">
            <span className="only-read">Selected</span>
          </span>
          <span role="columnheader">Title</span>
          <span role="columnheader">Kind</span>
          <span role="columnheader">Requester</span>
          <span role="columnheader">Approvals</span>
          <span role="columnheader">Age</span>
          <span role="columnheader">Deadline</span>
        </div>
      </div>
      <div role="rowgroup" className="queue-scroll" ref={scroll} data-compact={isCompact}>
        <div role="presentation" className="queue-rows" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const review = rows[index];
            return review === undefined ? null : (
              <QueueRow
                key={review.id}
                review={review}
                index={index}
                top={start}
                address={addressOf(review.id)}
                isCurrent={review.id === currentId || (current < 0 && index === 0)}
                isOpen={review.id === openId}
                isChosen={chosen.has(review.id)}
                isGone={isGone(review)}
                onChoose={onChoose}
                onCurrent={onCurrent}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

import type { ReviewSummary } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { isAsFiltered } from '../data/belonging.ts';
import { useHasDecided } from '../data/decided-here.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { announce } from '../shell/announcer.tsx';
import { useKeys } from '../shell/keys.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { BulkBar } from './bulk-bar.tsx';
import { filterOfTab, writeAddress } from './queue-address.ts';
import { QueueEmpty } from './queue-empty.tsx';
import { FilterChips, QueueFilters } from './queue-filters.tsx';
import { type ListHandle, QueueList } from './queue-list.tsx';
import { QueueTabs } from './queue-tabs.tsx';
import { QueueToolbar } from './queue-toolbar.tsx';
import { SavedViews } from './saved-views.tsx';
import { useChoice } from './use-choice.ts';
import { countWords, useCount, useQueue, useQueueAddress } from './use-queue.ts';
import './queue.css';

const ReviewDetail = lazy(() => import('../review/review-detail.tsx'));

/** What waits for a decision, and beside it the one that is looked at. */
export default function QueuePage() {
  const { address, go } = useQueueAddress();
  const { filter, list, rows, newcomers } = useQueue(address);
  // Rows first, numbers after them.
  const isRead = !list.isPending;
  const total = useCount(filter, isRead);
  const reviews = useReviewCache();
  const hasDecided = useHasDecided();
  const choice = useChoice(rows);
  const [currentId, setCurrentId] = useState<string | null>(address.review);
  const [isFilterOpen, setFilterOpen] = useState(false);
  const listHandle = useRef<ListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const openId = address.review;
  usePageTitle('Queue', useCount(filterOfTab('decide'), isRead) ?? 0);

  const isGone = useCallback(
    (review: ReviewSummary) =>
      !isAsFiltered(review, filter) ||
      (filter.decidable === true && (review.status !== 'PENDING' || hasDecided(review))),
    [filter, hasDecided],
  );
  const addressOf = useCallback(
    (id: string) => `?${writeAddress({ ...address, review: id }).toString()}`,
    [address],
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError]);

  const step = (by: number, wanted: (review: ReviewSummary) => boolean = () => true): void | false => {
    const from = rows.findIndex(({ id }) => id === currentId);
    let index = from < 0 ? (by > 0 ? 0 : -1) : from + by;
    while (rows[index] !== undefined && !wanted(rows[index] as ReviewSummary)) index += by;
    const next = rows[index];
    if (next === undefined) return false;
    setCurrentId(next.id);
    listHandle.current?.focusRow(next.id);
    if (openId !== null) go({ review: next.id }, { replace: true });
    return undefined;
  };
  const next = (): void | false => step(1, (review) => review.status === 'PENDING' && !isGone(review));
  const current = rows.find(({ id }) => id === currentId) ?? rows[0];
  const open = (): void | false => {
    if (current === undefined || current.id === openId) return false;
    setCurrentId(current.id);
    go({ review: current.id });
    return undefined;
  };
  const close = (): void => {
    go({ review: null });
    if (openId !== null) requestAnimationFrame(() => listHandle.current?.focusRow(openId));
  };
  useKeys({
    j: () => step(1),
    ArrowDown: () => (isAtList() ? step(1) : false),
    k: () => step(-1),
    ArrowUp: () => (isAtList() ? step(-1) : false),
    n: next,
    o: open,
    Enter: open,
    x: () => (current === undefined ? false : choice.toggle(current, false)),
    '/': () => search.current?.focus(),
    f: () => {
      setFilterOpen(!isFilterOpen);
      if (!isFilterOpen)
        requestAnimationFrame(() => document.querySelector<HTMLElement>('#queue-filters input')?.focus());
    },
    Escape: () => {
      if (openId !== null) return close();
      if (isFilterOpen) return setFilterOpen(false);
      if (choice.chosen.size > 0) return choice.clear();
      return false;
    },
  });
  useSayNew(newcomers.length);

  return (
    <div className="queue" data-split={openId !== null}>
      <section className="queue-pane" aria-label="The list">
        <h1 className="only-read">Queue</h1>
        <QueueTabs address={address} isRead={isRead} />
        <QueueToolbar
          address={address}
          go={go}
          search={search}
          isFilterOpen={isFilterOpen}
          onFilter={() => setFilterOpen(!isFilterOpen)}
        />
        {isFilterOpen && <QueueFilters address={address} go={go} rows={rows} />}
        <div className="queue-narrowing row">
          <FilterChips address={address} go={go} />
          <SavedViews address={address} />
        </div>
        <BulkBar choice={choice} />
        <div className="queue-list">
          {newcomers.length > 0 && (
            <Button
              className="queue-pill"
              size="xs"
              radius="xl"
              leftSection={<IconArrowUp aria-hidden size={14} />}
              onClick={() => {
                reviews.refresh(filter);
                listHandle.current?.toTop();
              }}
            >
              {newcomers.length} new
            </Button>
          )}
          {rows.length === 0 ? (
            <NoRows list={list} address={address} go={go} />
          ) : (
            <QueueList
              handle={listHandle}
              rows={rows}
              total={total}
              currentId={currentId}
              openId={openId}
              chosen={choice.chosen}
              addressOf={addressOf}
              isGone={isGone}
              onChoose={choice.toggle}
              onCurrent={setCurrentId}
              onNearEnd={onNearEnd}
            />
          )}
        </div>
        <Foot list={list} count={rows.length} total={total} />
      </section>
      {openId !== null && (
        <section className="queue-detail" aria-label="The review">
          <Suspense fallback={<Loading label="The review is loading" />}>
            <ReviewDetail key={openId} id={openId} onClose={close} onNext={next} />
          </Suspense>
        </section>
      )}
    </div>
  );
}

/** Within the review arrows scroll, or choose among others. */
const isAtList = (): boolean => (document.activeElement?.closest('.queue-detail') ?? null) === null;

/** Once for each that comes, and not for what happens to others. */
function useSayNew(count: number): void {
  const said = useRef(0);
  useEffect(() => {
    if (count > said.current) announce(count === 1 ? 'One new review' : `${count} new reviews`);
    said.current = count;
  }, [count]);
}

type List = ReturnType<typeof useQueue>['list'];

interface NoRowsProps extends ReturnType<typeof useQueueAddress> {
  readonly list: List;
}

/** In the place of rows: they are being read, could not be, or there are none. A page without any may have a next. */
function NoRows({ list, address, go }: NoRowsProps) {
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  if (isFetchNextPageError)
    return <Failure error={list.error} what="The queue" retry={() => void fetchNextPage()} />;
  if (list.isPending || hasNextPage) return <Loading label="The queue is loading" lines={9} />;
  if (list.isError) return <Failure error={list.error} what="The queue" retry={() => void list.refetch()} />;
  return <QueueEmpty address={address} go={go} />;
}

interface FootProps {
  readonly list: List;
  readonly count: number;
  readonly total: number | null;
}

function Foot({ list, count, total }: FootProps) {
  if (count === 0) return null;
  if (list.isFetchNextPageError)
    return <Failure error={list.error} what="More rows" retry={() => void list.fetchNextPage()} />;
  return (
    <footer className="queue-foot small muted">
      {total === null ? count.toLocaleString() : countWords(total)} {total === 1 ? 'review' : 'reviews'}
      {list.hasNextPage && `, ${count.toLocaleString()} read so far`}
    </footer>
  );
}

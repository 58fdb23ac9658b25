import type { AuditFilter } from '@countersign/client';
import { Button, NativeSelect } from '@mantine/core';
import { IconArrowUp, IconListSearch, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { announce } from '../shell/announcer.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { LOG_FIELDS, type LogAddress, logFilter, type LogField, readLog, writeLog } from './audit-address.ts';
import { EventRow } from './event-row.tsx';
import { EVENT_TYPES, KIND_WORDS } from './event-words.ts';
import { type Field, Filters } from './filters.tsx';
import { ListFile } from './list-file.tsx';
import { eventsFile } from './list-files.ts';
import { useAddress } from '../shell/use-address.ts';
import { NothingFound } from './nothing-found.tsx';
import { useEventLog } from './use-event-log.ts';

const FIELDS: readonly Field<LogField>[] = [
  { name: 'kind', label: 'About', choices: KIND_WORDS },
  { name: 'type', label: 'What happened', placeholder: 'RuleSet', known: EVENT_TYPES },
  { name: 'actor', label: 'By', placeholder: 'bob' },
  { name: 'review', label: 'Review', placeholder: 'an id' },
  { name: 'session', label: 'Session', placeholder: 's-1' },
  { name: 'from', label: 'From', as: 'day' },
  { name: 'to', label: 'Until', as: 'day' },
];

/** The history of the workspace, and what is added to it while it is looked at. */
export function EventLog() {
  usePageTitle('Event log');
  const { address, go } = useAddress(readLog, writeLog);
  const filter = useMemo(() => logFilter(address), [address]);
  const [isFollowing, setFollowing] = useState(true);
  const isNarrowed = LOG_FIELDS.some((name) => address[name] !== '') || address.after !== '';
  const Icon = isFollowing ? IconPlayerPause : IconPlayerPlay;
  return (
    <div className="stack">
      <Filters fields={FIELDS} values={address} onChange={go}>
        <NativeSelect
          aria-label="Order"
          value={address.order}
          onChange={(event) => go({ order: event.currentTarget.value as LogAddress['order'] })}
          data={[
            { value: 'newest', label: 'Newest first' },
            { value: 'log', label: 'In the order of the log' },
          ]}
        />
        <Button
          variant="default"
          leftSection={<Icon aria-hidden size={16} />}
          onClick={() => setFollowing(!isFollowing)}
        >
          {isFollowing ? 'Pause' : 'Follow'}
        </Button>
        <span className="small muted">
          {isFollowing ? 'New events appear by themselves.' : 'Paused: new events are not read.'}
        </span>
        <ListFile
          key={JSON.stringify(filter)}
          label="Download as NDJSON"
          what="events"
          make={eventsFile(filter)}
        />
      </Filters>
      {address.after !== '' && (
        <p className="small row">
          Only what lies behind position {address.after}.
          <Button variant="default" size="compact-sm" onClick={() => go({ after: '' })}>
            Show all positions
          </Button>
        </p>
      )}
      <Events
        key={JSON.stringify(filter)}
        filter={filter}
        address={address}
        isFollowing={isFollowing}
        isNarrowed={isNarrowed}
        onClear={() => go({ ...readLog(new URLSearchParams()), order: address.order })}
      />
    </div>
  );
}

interface EventsProps {
  readonly filter: AuditFilter;
  readonly address: LogAddress;
  readonly isFollowing: boolean;
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
}

/** So far from the top nobody looks at the newest ones any more. */
const AWAY_PX = 24;

function Events({ filter, address, isFollowing, isNarrowed, onClear }: EventsProps) {
  const rows = useRef<HTMLOListElement>(null);
  const isReading = useCallback(
    () =>
      window.scrollY > AWAY_PX ||
      rows.current?.matches(':hover, :focus-within') === true ||
      (rows.current?.querySelector('details[open]') ?? null) !== null,
    [],
  );
  const { list, events, waiting, show, error } = useEventLog(filter, { isFollowing, isReading });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (waiting > 0) announce(waiting === 1 ? 'One new event' : `${waiting} new events`);
  }, [waiting]);
  if (list.isPending) return <Loading label="The log is loading" lines={9} />;
  if (list.isError && events.length === 0)
    return <Failure error={list.error} what="The log" retry={() => void list.refetch()} />;
  return (
    <div className="stack">
      {error !== null && isFollowing && <Failure error={error} what="New events cannot be read now" />}
      {waiting > 0 && (
        <div className="log-pill">
          <Button
            size="xs"
            radius="xl"
            leftSection={<IconArrowUp aria-hidden size={14} />}
            onClick={() => {
              show();
              window.scrollTo({ top: 0 });
            }}
          >
            {waiting} new {waiting === 1 ? 'event' : 'events'}
          </Button>
        </div>
      )}
      {events.length === 0 && !hasNextPage ? (
        <NothingFound
          icon={<IconListSearch size={28} />}
          isNarrowed={isNarrowed}
          narrowed={{
            title: 'No event matches',
            text: 'Nothing that was recorded has all that you filter for. What does appears here as soon as it happens.',
          }}
          empty={{
            title: 'Nothing has happened yet',
            text: 'Every request, decision and execution, every change of a rule or a key appears here as it is recorded.',
          }}
          onClear={onClear}
        />
      ) : (
        <ol className="panel log" ref={rows} aria-label="Events">
          {events.map((event) => (
            <EventRow key={event.eventId} event={event} address={address} />
          ))}
        </ol>
      )}
      {isFetchNextPageError ? (
        <Failure error={list.error} what="More events" retry={() => void fetchNextPage()} />
      ) : (
        <More
          isWanted={hasNextPage && !isFetchingNextPage}
          onNear={() => void fetchNextPage()}
          words={
            hasNextPage
              ? 'More events are loading'
              : address.order === 'log'
                ? 'This is the end of the log.'
                : 'This is where the log begins.'
          }
        />
      )}
    </div>
  );
}

interface MoreProps {
  readonly isWanted: boolean;
  readonly onNear: () => void;
  readonly words: string;
}

/** Asks for the next page when the reader comes near the end, and again while he is there: pages may be empty. */
function More({ isWanted, onNear, words }: MoreProps) {
  const place = useRef<HTMLParagraphElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (place.current === null) return undefined;
    const watch = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      rootMargin: '800px',
    });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (isNear && isWanted) onNear();
    // Once for each time that there is something to ask for.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isNear, isWanted]);
  return (
    <p ref={place} className="small muted log-end">
      {words}
    </p>
  );
}

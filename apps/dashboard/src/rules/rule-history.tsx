import { Button } from '@mantine/core';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Note } from '../parts/note.tsx';
import { Person } from '../parts/person.tsx';
import { Age, Moment } from '../parts/times.tsx';
import { Section } from '../parts/section.tsx';
import { ChangesTable } from './changes-table.tsx';
import { changesOf } from './rule-changes.ts';
import { type PastChange, useRuleEvents } from './use-rules.ts';

/** Who changed it, when, and what it said before and after. */
export function RuleHistory({ name }: { readonly name: string }) {
  const events = useRuleEvents(name);
  return (
    <Section title="History">
      {events.isPending && <Loading label="The history is loading" />}
      {events.isError && events.data === undefined && (
        <Failure error={events.error} what="The history" retry={() => void events.refetch()} />
      )}
      {events.data !== undefined && events.data.unreadable > 0 && (
        <Note
          tone="amber"
          title="The history is not whole"
          text={`${events.data.unreadable} ${events.data.unreadable === 1 ? 'change' : 'changes'} of the workspace's rules cannot be read, and may have been of this one.`}
        />
      )}
      <ol className="timeline" reversed>
        {events.data?.changes.map((change) => (
          <Entry key={change.event.eventId} change={change} isWhole={!events.hasNextPage} />
        ))}
      </ol>
      {events.hasNextPage && (
        <div>
          <Button
            variant="default"
            size="xs"
            loading={events.isFetchingNextPage}
            onClick={() => void events.fetchNextPage()}
          >
            Earlier changes
          </Button>
        </div>
      )}
      {events.isFetchNextPageError && (
        <Failure error={events.error} what="Earlier changes" retry={() => void events.fetchNextPage()} />
      )}
    </Section>
  );
}

function Entry({ change, isWhole }: { readonly change: PastChange; readonly isWhole: boolean }) {
  const { event } = change;
  // Where nothing is earlier it was made then.
  const before = change.before === 'unread' ? (isWhole ? null : undefined) : change.before;
  const verb = event.rule === null ? 'deleted' : before === null ? 'made' : 'changed';
  return (
    <li className="timeline-event">
      <p>
        <Person person={event.by} /> {before === undefined ? 'set' : verb} it
      </p>
      <p className="small muted">
        <Age since={event.at} /> · <Moment at={event.at} /> · revision {event.revision}
      </p>
      {event.rule !== null && before !== undefined && (
        <details open={before !== null} className="small">
          <summary>{before === null ? 'What it said' : 'What changed'}</summary>
          <ChangesTable changes={changesOf(before, event.rule)} label={`Revision ${event.revision}`} />
        </details>
      )}
    </li>
  );
}

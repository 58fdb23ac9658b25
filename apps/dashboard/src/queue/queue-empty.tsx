import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconChecks, IconFilterOff, IconInbox, IconSparkles } from '@tabler/icons-react';
import { Link } from 'react-router';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Failure } from '../parts/failure.tsx';
import { filterOfTab, narrowings, type QueueAddress, type Tab, withoutFilters } from './queue-address.ts';
import { useCount } from './use-queue.ts';

interface QueueEmptyProps {
  readonly address: QueueAddress;
  readonly go: (change: Partial<QueueAddress>) => void;
}

/** Why there is nothing in the list, and what can be done about it. */
export function QueueEmpty({ address, go }: QueueEmptyProps) {
  const all = useCount(EVERYTHING);
  const open = useCount(filterOfTab('open'));
  if (narrowings(address) > 0)
    return (
      <EmptyState
        icon={<IconFilterOff size={28} />}
        title="No review matches"
        text="Nothing in this list has all that you search and filter for."
      >
        <Button variant="default" onClick={() => go(withoutFilters(address))}>
          Clear filters and search
        </Button>
      </EmptyState>
    );
  if (all === 0) return <FirstUse />;
  const { title, text } = WORDS[address.tab];
  return (
    <EmptyState
      icon={address.tab === 'decide' ? <IconChecks size={28} /> : <IconInbox size={28} />}
      title={title}
      text={text}
    >
      {address.tab === 'decide' && open !== null && open > 0 && (
        <Button component={Link} to="?tab=open" variant="default">
          {open === 1 ? 'See the one open review' : `See all ${open} open reviews`}
        </Button>
      )}
    </EmptyState>
  );
}

const EVERYTHING = {};

const WORDS: Readonly<Record<Tab, { readonly title: string; readonly text: string }>> = {
  decide: {
    title: 'Nothing waits for you',
    text: 'What you may decide appears here by itself as soon as somebody asks.',
  },
  mine: {
    title: 'You have asked for nothing yet',
    text: 'What you, or an agent for you, asks for appears here, with what it still needs.',
  },
  open: { title: 'Nothing is open', text: 'All that was asked for is decided.' },
  decided: { title: 'Nothing is decided yet', text: 'Approved, rejected and expired requests appear here.' },
};

function FirstUse() {
  const reviews = useReviewCache();
  const options = useQuery({
    queryKey: queryKeys.signInOptions,
    queryFn: ({ signal }) => client.session.options({ signal }),
  });
  const demo = useMutation({ mutationFn: () => client.makeDemoData(), onSuccess: () => reviews.readAgain() });
  return (
    <EmptyState
      icon={<IconSparkles size={28} />}
      title="Nobody has asked for anything yet"
      text="Agents, pipelines and people ask for consent through the API. Their requests appear here, and wait for a decision."
    >
      {options.data?.environment === 'development' && (
        <Button loading={demo.isPending} onClick={() => demo.mutate()}>
          Make demo data
        </Button>
      )}
      <Button component="a" href="/docs" variant="default">
        Read how to ask
      </Button>
      {demo.isError && <Failure error={demo.error} what="The demo data" />}
    </EmptyState>
  );
}

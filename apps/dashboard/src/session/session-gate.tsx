import { isProblem, type Me } from '@countersign/client';
import { Modal } from '@mantine/core';
import { type Query, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { anybody } from '../data/client.ts';
import { forgetDecided } from '../data/decided-here.ts';
import { followLive } from '../data/live.ts';
import { queryKeys } from '../data/query-keys.ts';
import { ReviewCache } from '../data/review-cache.ts';
import { ReviewCacheProvider } from '../data/use-review-cache.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { actFor, actingFor, startAnew } from './acting-for.ts';
import { noteExpired, noteSignedIn, useIsExpired } from './expiry.ts';
import { identityOf, ReaderProvider } from './reader.ts';
import { onSessionNews, tellOtherTabs } from './session-news.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** Lets nobody in who is not signed in. When a session ends, what is on the page stays, under the way back in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const cache = useQueryClient();
  const me = useQuery({ queryKey: queryKeys.me, queryFn: ({ signal }) => whoStillReads(signal) });
  const { refetch } = me;
  const signedIn = async (): Promise<void> => {
    const before = actingFor();
    const now = await whoReads();
    if (before === null || identityOf(before) !== identityOf(now)) {
      // What somebody else has read is not for whoever comes now.
      cache.removeQueries({ predicate: isOfReader });
      forgetDecided();
    }
    cache.setQueryData(queryKeys.me, now);
    noteSignedIn();
    tellOtherTabs('signed-in');
    await cache.invalidateQueries({ predicate: isOfReader });
  };
  const isIn = me.data !== undefined;
  useEffect(() => {
    // Whoever signs in elsewhere comes in here as well.
    if (!isIn) return onSessionNews({ look: () => void refetch(), leave: () => undefined });
    const look = async (): Promise<void> => {
      const [before, now] = [actingFor(), await anybody.me()];
      if (before === null || identityOf(before) !== identityOf(now)) return startAnew();
      cache.setQueryData(queryKeys.me, now);
      noteSignedIn();
    };
    // Also where it was a provider that brought somebody here.
    tellOtherTabs('signed-in');
    return onSessionNews({
      look: () => {
        look().catch((error: unknown) => {
          if (isProblem(error, 'unauthenticated')) noteExpired();
        });
      },
      leave: startAnew,
    });
  }, [cache, isIn, refetch]);
  if (me.data !== undefined)
    return (
      // Whoever is another person begins anew, drafts and all.
      <SignedIn key={identityOf(me.data)} me={me.data} onSignedIn={signedIn}>
        {children}
      </SignedIn>
    );
  if (me.isPending) return <Loading label="Countersign is loading" />;
  if (isProblem(me.error, 'unauthenticated')) return <SignInPage onSignedIn={signedIn} />;
  return (
    <main className="page">
      <h1>Countersign</h1>
      <Failure error={me.error} retry={() => void me.refetch()} />
    </main>
  );
}

/** From now on the page acts for whoever that is. */
async function whoReads(signal?: AbortSignal): Promise<Me> {
  const now = await anybody.me({ signal });
  actFor(now);
  return now;
}

/** As {@link whoReads}; what is on the page is not for whoever has signed in elsewhere meanwhile. */
async function whoStillReads(signal: AbortSignal): Promise<Me> {
  const before = actingFor();
  if (before === null) return whoReads(signal);
  const now = await anybody.me({ signal });
  if (identityOf(before) !== identityOf(now)) startAnew();
  return now;
}

const isOfReader = ({ queryKey: [kind] }: Query): boolean =>
  kind !== queryKeys.me[0] && kind !== queryKeys.signInOptions[0];

interface SignedInProps {
  readonly me: Me;
  readonly onSignedIn: () => Promise<void>;
  readonly children: ReactNode;
}

function SignedIn({ me, onSignedIn, children }: SignedInProps) {
  const client = useQueryClient();
  const isExpired = useIsExpired();
  const identity = identityOf(me);
  const reviews = useMemo(() => new ReviewCache(client, me), [client, me]);
  useEffect(() => {
    if (isExpired) return undefined;
    const following = new AbortController();
    followLive(identity, following.signal, {
      take: (message) => reviews.take(message),
      onGap: () => reviews.readAgain(),
    });
    return () => following.abort();
  }, [isExpired, identity, reviews]);
  return (
    <ReaderProvider value={me}>
      <ReviewCacheProvider value={reviews}>
        {children}
        <Modal
          opened={isExpired}
          onClose={() => undefined}
          withCloseButton={false}
          title="Your session has ended"
          centered
          size="lg"
        >
          <div className="stack">
            <p className="muted">Sign in to go on where you were. What you have typed is kept.</p>
            <SignInForm onSignedIn={onSignedIn} />
          </div>
        </Modal>
      </ReviewCacheProvider>
    </ReaderProvider>
  );
}

import { isProblem, type Me } from '@countersign/client';
import { Modal } from '@mantine/core';
import { type Query, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { client } from '../data/client.ts';
import { followLive } from '../data/live.ts';
import { queryKeys } from '../data/query-keys.ts';
import { ReviewCache } from '../data/review-cache.ts';
import { ReviewCacheProvider } from '../data/use-review-cache.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { noteSignedIn, useIsExpired } from './expiry.ts';
import { ReaderProvider } from './reader.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** Lets nobody in who is not signed in. When a session ends, what is on the page stays, under the way back in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const cache = useQueryClient();
  const me = useQuery({ queryKey: queryKeys.me, queryFn: ({ signal }) => client.me({ signal }) });
  const signedIn = async (): Promise<void> => {
    const now = await client.me();
    // What somebody else has read is not for whoever comes now.
    if (cache.getQueryData<Me>(queryKeys.me)?.id !== now.id) cache.removeQueries({ predicate: isOfReader });
    cache.setQueryData(queryKeys.me, now);
    noteSignedIn();
    await cache.invalidateQueries({ predicate: isOfReader });
  };
  if (me.data !== undefined)
    return (
      // Whoever is another person begins anew, drafts and all.
      <SignedIn key={me.data.id} me={me.data} onSignedIn={signedIn}>
        {children}
      </SignedIn>
    );
  if (me.isPending) return <Loading label="Countersign is loading" />;
  if (isProblem(me.error, 'unauthenticated')) return <SignInPage onSignedIn={() => void signedIn()} />;
  return (
    <main className="page">
      <h1>Countersign</h1>
      <Failure error={me.error} retry={() => void me.refetch()} />
    </main>
  );
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
  const reviews = useMemo(() => new ReviewCache(client, me), [client, me]);
  useEffect(() => {
    if (isExpired) return undefined;
    const following = new AbortController();
    followLive(me.id, following.signal, {
      take: (message) => reviews.take(message),
      onGap: () => reviews.readAgain(),
    });
    return () => following.abort();
  }, [isExpired, me.id, reviews]);
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
            <SignInForm onSignedIn={() => void onSignedIn()} />
          </div>
        </Modal>
      </ReviewCacheProvider>
    </ReaderProvider>
  );
}

import type { Verification as VerificationShown } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Note } from '../parts/note.tsx';
import { Person } from '../parts/person.tsx';
import { Tag } from '../parts/tag.tsx';
import { Age, Moment } from '../parts/times.tsx';
import { announce } from '../shell/announcer.tsx';
import { addresses } from '../shell/addresses.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useLogEnd, useVerification } from './use-verification.ts';
import { behindOf, doneOf, reviewOf, verdictOf } from './verification-words.ts';

type Finished = NonNullable<VerificationShown['last']>;
type Running = NonNullable<VerificationShown['running']>;

/** Whether the log is what was recorded: how that was found out last, and a way to find it out now. */
export function Verification() {
  usePageTitle('Verification');
  const { verification, start } = useVerification();
  const { data } = verification;
  useEndSaid(data);
  if (verification.isPending) return <Loading label="The verification is loading" lines={6} />;
  if (data === undefined)
    return (
      <Failure error={verification.error} what="The verification" retry={() => void verification.refetch()} />
    );
  const isRunning = data.state === 'running';
  const { tone, title, text } = verdictOf(data);
  return (
    <div className="stack">
      {verification.isError && (
        <Failure
          error={verification.error}
          what="This may be old"
          retry={() => void verification.refetch()}
        />
      )}
      <Note tone={tone} title={title} text={text}>
        {data.running !== null && <Progress running={data.running} />}
        <div>
          <Button
            size="sm"
            variant={isRunning ? 'default' : 'filled'}
            leftSection={<IconShieldCheck aria-hidden size={16} />}
            disabled={isRunning}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {data.last === null ? 'Verify the log' : 'Verify the log again'}
          </Button>
        </div>
        {start.isError && (
          <Failure error={start.error} what="It was not begun" retry={() => start.mutate()} />
        )}
      </Note>
      {data.last !== null && <Result last={data.last} gateway={data.gateway} isOld={isRunning} />}
      {data.last !== null && data.last.findings.length > 0 && <Findings last={data.last} />}
      <p className="small muted">
        Each event is held against the chain of its stream, against the rules that stood when it was recorded
        and against the keys it was made with. What that proves and what it does not is told in the manual,
        under auditing. An export that is kept elsewhere proves more.
      </p>
    </div>
  );
}

function useEndSaid(data: VerificationShown | undefined): void {
  const wasRunning = useRef(false);
  useEffect(() => {
    if (data === undefined) return;
    if (wasRunning.current && data.state !== 'running') announce(verdictOf(data).title);
    wasRunning.current = data.state === 'running';
  }, [data]);
}

function Progress({ running }: { readonly running: Running }) {
  const done = doneOf(running);
  return (
    <div className="stack stack-tight">
      <progress
        className="audit-progress"
        aria-label="How far the verification is"
        max={100}
        value={done ?? undefined}
      />
      <p className="small">
        {running.events.toLocaleString()} events looked at
        {running.position !== null && `, up to position ${running.position}`}
        {running.head !== null && ` of ${running.head}`}; {running.findings.toLocaleString()} findings so far.
        Begun by <Person person={running.startedBy} />, <Age since={running.startedAt} />.
      </p>
    </div>
  );
}

interface ResultProps {
  readonly last: Finished;
  readonly gateway: string;
  /** Another one runs. */
  readonly isOld: boolean;
}

function Result({ last, gateway, isOld }: ResultProps) {
  const end = useLogEnd(last.finishedAt);
  const behind = end.data === undefined ? null : behindOf(last.upTo, end.data);
  const found = Object.values(last.counts).reduce((sum, count) => sum + count, 0);
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ['Verified up to', last.upTo === null ? 'nothing was recorded' : `position ${last.upTo}`],
    ['Events', last.events.toLocaleString()],
    ['Findings', found.toLocaleString()],
    ['Not judged', last.notJudged.toLocaleString()],
    ['Sealed', last.sealed.toLocaleString()],
    ['Ended', <Moment key="ended" at={last.finishedAt} />],
    ['Begun by', <Person key="by" person={last.startedBy} />],
    ['Remembered by', <code key="gateway">{gateway}</code>],
  ];
  return (
    <section className="panel stack" aria-labelledby="verification-result">
      <h2 id="verification-result">{isOld ? 'The verification before' : 'The last verification'}</h2>
      <dl className="audit-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {behind !== null && (
        <p className="small">
          {behind}{' '}
          {last.upTo !== null && (
            <Link to={`${addresses.auditLog}?order=log&after=${last.upTo}`}>See what came later</Link>
          )}
        </p>
      )}
      {last.notJudged > 0 && (
        <p className="small muted">
          Not judged are events that could not be held against all rules, because they, or what they name,
          cannot be read.
        </p>
      )}
    </section>
  );
}

function Findings({ last }: { readonly last: Finished }) {
  const all = Object.values(last.counts).reduce((sum, count) => sum + count, 0);
  return (
    <section className="panel stack" aria-labelledby="verification-findings">
      <h2 id="verification-findings">What was found</h2>
      <ul className="row" aria-label="How often">
        {Object.entries(last.counts).map(([code, count]) => (
          <li key={code}>
            <Tag tone="red">
              {code}: {count.toLocaleString()}
            </Tag>
          </li>
        ))}
      </ul>
      {all > last.findings.length && (
        <p className="small muted">
          These are the first {last.findings.length} of {all.toLocaleString()}. The command line tells all of
          them: <code>npm run audit -- verify</code>
        </p>
      )}
      <ol className="findings">
        {last.findings.map((finding, index) => {
          const { code, sentence, stream, revision, position, eventId, type } = finding;
          const review = reviewOf(stream);
          return (
            <li key={`${eventId}:${index}`} className="stack stack-tight">
              <p>
                <bdi>{sentence}</bdi>
              </p>
              <p className="row small muted">
                <Tag tone="red">{code}</Tag>
                <span>
                  {type}, revision {revision}, position {position}
                </span>
                <Link to={`${addresses.auditLog}?order=log&after=${BigInt(position) - 1n}`}>In the log</Link>
                {review !== null && <Link to={addresses.review(review)}>The review</Link>}
              </p>
              <p className="small muted">
                <code>{stream}</code>
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

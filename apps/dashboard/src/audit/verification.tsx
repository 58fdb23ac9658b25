import type { Verification as VerificationShown } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
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
import { behindOf, foundBy, reviewOf, verdictOf } from './verification-words.ts';

type Finished = NonNullable<VerificationShown['last']>;
type Failed = NonNullable<VerificationShown['failed']>;
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
            {data.last === null && data.failed === null ? 'Verify the log' : 'Verify the log again'}
          </Button>
        </div>
        {start.isError && (
          <Failure error={start.error} what="It was not begun" retry={() => start.mutate()} />
        )}
      </Note>
      {data.failed !== null && (
        <Result ended={data.failed} gateway={data.gateway} title="The verification that came to no end" />
      )}
      {data.last !== null && (
        <Result
          ended={data.last}
          gateway={data.gateway}
          title={isRunning || data.failed !== null ? 'The verification before' : 'The last verification'}
        />
      )}
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
  return (
    <div className="stack stack-tight">
      <progress
        className="audit-progress"
        aria-label="How far the verification is"
        max={100}
        value={running.share ?? undefined}
      />
      <p className="small">
        {running.events.toLocaleString()} events looked at
        {running.position !== null && `, up to position ${running.position}`}
        {running.share !== null && `, ${running.share} % of the log`}; {running.findings.toLocaleString()}{' '}
        findings so far. Begun by <Person person={running.startedBy} />, <Age since={running.startedAt} />.
      </p>
    </div>
  );
}

interface ResultProps {
  readonly ended: Finished | Failed;
  readonly gateway: string;
  readonly title: string;
}

function Result({ ended, gateway, title }: ResultProps) {
  const heading = useId();
  const end = useLogEnd(ended.finishedAt);
  const behind = end.data === undefined ? null : behindOf(ended.upTo, end.data);
  const isWhole = 'notJudged' in ended;
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ['Verified up to', ended.upTo === null ? 'no event' : `position ${ended.upTo}`],
    ['Events', ended.events.toLocaleString()],
    ['Findings', foundBy(ended).toLocaleString()],
    ...(isWhole
      ? ([
          ['Not judged', ended.notJudged.toLocaleString()],
          ['Sealed', ended.sealed.toLocaleString()],
        ] as const)
      : []),
    ['Ended', <Moment key="ended" at={ended.finishedAt} />],
    ['Begun by', <Person key="by" person={ended.startedBy} />],
    ['Remembered by', <code key="gateway">{gateway}</code>],
  ];
  return (
    <section className="panel stack" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
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
          {ended.upTo !== null && (
            <Link to={`${addresses.auditLog}?order=log&after=${ended.upTo}`}>See what came later</Link>
          )}
        </p>
      )}
      {isWhole && ended.notJudged > 0 && (
        <p className="small muted">
          Not judged are events that could not be held against all rules, because they, or what they name,
          cannot be read.
        </p>
      )}
      {ended.findings.length > 0 && <Findings ended={ended} />}
    </section>
  );
}

function Findings({ ended }: { readonly ended: Finished | Failed }) {
  const heading = useId();
  const all = foundBy(ended);
  return (
    <section className="stack" aria-labelledby={heading}>
      <h3 id={heading}>What was found</h3>
      <ul className="row" aria-label="How often">
        {Object.entries(ended.counts).map(([code, count]) => (
          <li key={code}>
            <Tag tone="red">
              {code}: {count.toLocaleString()}
            </Tag>
          </li>
        ))}
      </ul>
      {all > ended.findings.length && (
        <p className="small muted">
          These are the first {ended.findings.length} of {all.toLocaleString()}. The command line tells all of
          them: <code>npm run audit -- verify</code>
        </p>
      )}
      <ol className="findings">
        {ended.findings.map((finding, index) => {
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

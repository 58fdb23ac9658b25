import type { Operations } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { AsOf } from '../parts/as-of.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Note } from '../parts/note.tsx';
import { countedWords } from '../parts/quantity-words.ts';
import { OverseersOnly } from '../session/overseers-only.tsx';
import { announce } from '../shell/announcer.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { Foundations } from './foundations.tsx';
import { ParkedStreams, Projections } from './projections.tsx';
import { Reactions } from './reactions.tsx';
import { snapshotJson, snapshotText } from './snapshot.ts';
import { type Finding, findingsOf, headline } from './standing.ts';
import { useOperations, useSeenGateways } from './use-operations.ts';
import { SeveralGateways, WhichGateway } from './which-gateway.tsx';
import './operations.css';

export default function OperationsPage() {
  return (
    <OverseersOnly title="Operations" of="how the gateway and what it stands on are">
      <Standing />
    </OverseersOnly>
  );
}

function Standing() {
  const [isPaused, setPaused] = useState(false);
  const { data, error, isPending, dataUpdatedAt, refetch } = useOperations(isPaused);
  const names = useSeenGateways(data?.gateway.name);
  const findings = data === undefined ? [] : findingsOf(data);
  usePageTitle('Operations', findings.length);
  const from = { origin: location.origin, at: dataUpdatedAt };
  return (
    <div className="page">
      <div className="row row-apart">
        <div>
          <h1>Operations</h1>
          {data !== undefined && <WhichGateway {...data.gateway} />}
        </div>
        <div className="row">
          {data !== undefined && <AsOf at={dataUpdatedAt} />}
          <Button
            variant="default"
            size="xs"
            leftSection={
              isPaused ? <IconPlayerPlay aria-hidden size={14} /> : <IconPlayerPause aria-hidden size={14} />
            }
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
          {data !== undefined && (
            <>
              <CopyButton label="Copy as text" what="The snapshot" text={() => snapshotText(data, from)} />
              <CopyButton label="Copy as JSON" what="The snapshot" text={() => snapshotJson(data, from)} />
            </>
          )}
        </div>
      </div>
      {error !== null && (
        <Failure
          error={error}
          retry={() => void refetch()}
          what={data === undefined ? 'How it stands' : 'How it stands now'}
        />
      )}
      {isPending && <Loading label="How the gateway stands is loading" lines={8} />}
      {data !== undefined && (
        <>
          {error === null && <Headline operations={data} findings={findings} />}
          <SeveralGateways names={names} />
          <Foundations operations={data} />
          <Projections projections={data.projections} />
          <ParkedStreams operations={data} />
          <Reactions reactions={data.reactions} />
        </>
      )}
    </div>
  );
}

interface HeadlineProps {
  readonly operations: Operations;
  readonly findings: readonly Finding[];
}

/** What is wrong, before anything else. */
function Headline({ operations, findings }: HeadlineProps) {
  const { tone, title } = headline(findings);
  const said = useRef(title);
  useEffect(() => {
    if (said.current !== title) announce(title);
    said.current = title;
  }, [title]);
  return (
    <Note tone={tone} title={title}>
      {findings.length === 0 ? <p>{wellWords(operations)}</p> : <Findings findings={findings} />}
    </Note>
  );
}

const wellWords = ({ projections, reactions }: Operations): string =>
  `The event store and the database answer, ${countedWords(projections.length, 'projection')} and ${countedWords(reactions.length, 'reaction')} are up to date, nothing is stuck or parked.`;

const TONES = { red: 'Does not work', amber: 'To look at', blue: 'Passes' } as const;

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className="stack stack-tight">
      {findings.map(({ tone, text }) => (
        <li key={text} className="finding">
          <span className="tag" data-tone={tone}>
            {TONES[tone]}
          </span>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

import type { Operations } from '@countersign/client';
import type { ReactNode } from 'react';
import { bytesWords, countWords, durationWords } from '../parts/quantity-words.ts';
import { Moment } from '../parts/times.tsx';
import { Section } from '../parts/section.tsx';
import { Reachable } from './state-badge.tsx';

type Facts = readonly (readonly [name: string, value: ReactNode])[];

/** What the gateway is and what it stands on, each in a card. */
export function Foundations({ operations }: { readonly operations: Operations }) {
  const { gateway, store, database, live } = operations;
  const { eventLoop, memory } = gateway;
  const process: Facts = [
    ['Up for', durationWords(gateway.uptimeSeconds)],
    ['Since', <Moment key="since" at={gateway.startedAt} />],
    ['Version', gateway.version],
    ['Node.js', gateway.node],
    ['Memory', `${bytesWords(memory.rssBytes)}, heap ${bytesWords(memory.heapUsedBytes)}`],
    ['Event loop late, mean', msWords(eventLoop.meanMs)],
    ['Event loop late, p99', msWords(eventLoop.p99Ms)],
  ];
  const events: Facts = [
    ['Kind', store.kind === 'embedded' ? 'embedded' : 'EventStoreDB or KurrentDB'],
    ['Head', store.head === null ? 'not known' : countWords(BigInt(store.head))],
    ['Last event here', store.lastEventAt === null ? 'none' : <Moment key="last" at={store.lastEventAt} />],
  ];
  const views: Facts = [
    ['Kind', `${database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${database.version ?? ''}`],
    ['Size', database.sizeBytes === null ? 'not known' : bytesWords(database.sizeBytes)],
  ];
  const open: Facts = [
    ['Streams', countWords(live.streams)],
    ['Waits for a review', countWords(live.waits)],
    ['Exports of the log', countWords(live.exports)],
  ];
  return (
    <div className="foundations">
      <Card title="Process" facts={process} />
      <Card title="Event store" aside={<Reachable isReachable={store.isReachable} />} facts={events} />
      <Card title="Database" aside={<Reachable isReachable={database.isReachable} />} facts={views} />
      <Card title="Live connections" facts={open}>
        <p className="small muted">Answers that last, of all workspaces.</p>
      </Card>
    </div>
  );
}

const msWords = (ms: number): string => `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`;

interface CardProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly facts: Facts;
  readonly children?: ReactNode;
}

function Card({ title, aside, facts, children }: CardProps) {
  return (
    <Section title={title} aside={aside}>
      <dl className="standing-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </Section>
  );
}

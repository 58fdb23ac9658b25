import type { Operations } from '@countersign/client';
import { bytesWords, countWords, durationWords } from '../parts/quantity-words.ts';
import { findingsOf, headline } from './standing.ts';

/** Of which gateway, and when. */
export interface SnapshotFrom {
  /** The address in the browser. */
  readonly origin: string;
  /** When it was read, UTC milliseconds. */
  readonly at: number;
}

export const snapshotJson = (operations: Operations, { origin, at }: SnapshotFrom): string =>
  JSON.stringify({ origin, at: new Date(at).toISOString(), ...operations }, null, 2);

/** For a message to somebody who can help. */
export function snapshotText(operations: Operations, { origin, at }: SnapshotFrom): string {
  const { gateway, store, database, projections, reactions, live } = operations;
  const findings = findingsOf(operations);
  const state = (isReachable: boolean): string => (isReachable ? 'answers' : 'DOES NOT ANSWER');
  return [
    `Countersign ${gateway.version}, gateway ${gateway.name} at ${origin}, ${new Date(at).toISOString()}`,
    headline(findings).title,
    ...findings.map(({ tone, text }) => `- [${tone}] ${text}`),
    '',
    `Process: up ${durationWords(gateway.uptimeSeconds)}, ${bytesWords(gateway.memory.rssBytes)}, event loop p99 ${gateway.eventLoop.p99Ms} ms, Node.js ${gateway.node}`,
    `Store: ${store.kind}, ${state(store.isReachable)}, head ${store.head ?? 'not known'}`,
    `Database: ${database.kind} ${database.version ?? ''}, ${state(database.isReachable)}`,
    `Live: ${live.streams} streams, ${live.waits} waits, ${live.exports} exports`,
    'Projections:',
    ...projections.map(
      ({ name, version, state: how, position, lagPositions, lagSeconds }) =>
        `  ${name} v${version}: ${how} at ${position ?? 'the beginning'}, ${countWords(lagPositions)} positions and ${durationWords(lagSeconds)} behind`,
    ),
    ...parkedOf(operations).map(
      ({ projection, stream, reason }) => `  parked: ${stream} of ${projection}: ${reason}`,
    ),
    'Reactions:',
    ...reactions.map(
      ({ name, holder, due, stuck, parked }) =>
        `  ${name}: ${holder ? 'runs here' : 'runs elsewhere'}, ${due ?? 'unknown'} due, ${stuck} stuck, ${parked} parked`,
    ),
    '',
  ].join('\n');
}

interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly position: string;
  readonly reason: string;
}

export const parkedOf = ({ projections }: Operations): readonly Parked[] =>
  projections.flatMap(({ name, parked }) => parked.map((one) => ({ projection: name, ...one })));

/** What tries a parked stream again, fit to be pasted into a shell. */
export const replayCommand = (command: string, stream: string): string =>
  `${command} ${/^[\w.:@-]+$/.test(stream) ? stream : `'${stream.replaceAll("'", `'\\''`)}'`}`;

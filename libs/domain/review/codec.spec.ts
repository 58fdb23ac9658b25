import { folded } from '@countersign/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeReviewEvent,
  encodeReviewEvent,
  REVIEW_EVENT_TYPES,
  type ReviewEvent,
  type ReviewStatus,
} from '.';

const EVERY_STATUS: readonly ReviewStatus[] = [
  'PENDING',
  'APPROVED',
  'REJECTED',
  'REVOKED',
  'EXPIRED',
  'WITHDRAWN',
  'PROCESSING',
  'EXECUTED',
  'UNKNOWN',
];

interface StoredEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Record<string, unknown>;
}
interface Sample {
  readonly events: readonly StoredEvent[];
  readonly state: Record<string, unknown>;
}

const folder = join(__dirname, 'history');
const samples = readdirSync(folder).map((file): [string, Sample] => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sample,
]);
const everyEvent = samples.flatMap(([, { events }]) => events);

function decoded({ type, data, schemaVersion }: StoredEvent): ReviewEvent {
  const result = decodeReviewEvent(type, data, schemaVersion);
  if (!result.ok) throw new Error(result.problem);
  return result.event;
}

/** Values as people read them, to show which variants the samples hold. */
function met<T>(pick: (event: ReviewEvent) => T | undefined): Set<T> {
  return new Set(everyEvent.map((stored) => pick(decoded(stored))).filter((value) => value !== undefined));
}

describe('History that was once recorded', () => {
  it.each(samples)('%s still decodes and folds to the same state', (_name, { events, state }) => {
    expect(folded(events.map(decoded))).toMatchObject(state);
  });

  it.each(samples)('%s would be written just so today', (_name, { events }) => {
    for (const stored of events) {
      const { type, data } = encodeReviewEvent(decoded(stored));
      expect({ type, data }).toEqual({ type: stored.type, data: stored.data });
    }
  });
});

describe('The samples', () => {
  it('hold every type of event, with and without its personal parts', () => {
    expect(met(({ type }) => type)).toEqual(new Set(REVIEW_EVENT_TYPES));
    const named = met((event) => ('personal' in event && event.personal !== null ? event.type : undefined));
    const sealed = met((event) => ('personal' in event && event.personal === null ? event.type : undefined));
    expect(sealed).toEqual(named);
  });

  it('hold every status', () => {
    const statuses = new Set(samples.map(([, { state }]) => state['status']));
    expect(statuses).toEqual(new Set(EVERY_STATUS));
  });

  it('hold every verdict given by force, in a slot and beside', () => {
    const forced = met((event) => (event.type === 'ReviewForced' ? event.verdict : undefined));
    const places = met((event) => (event.type === 'ReviewForced' ? event.extraEntry === null : undefined));
    expect([forced.size, places.size]).toEqual([3, 2]);
  });

  it('hold every kind of holder, amendment and assignment', () => {
    const holders = everyEvent
      .map(decoded)
      .flatMap((event) => (event.type === 'ReviewRequested' ? event.slots : []));
    expect(new Set(holders.map(({ kind }) => kind)).size).toBe(3);
    const amendments = met((event) => ('amended' in event ? typeof event.personal?.amendments : undefined));
    expect(amendments).toEqual(new Set(['string', 'object', 'undefined']));
    expect(met((event) => ('assignment' in event ? event.assignment === null : undefined)).size).toBe(2);
  });
});

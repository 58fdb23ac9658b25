import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMemoryEvent, encodeMemoryEvent, MEMORY_EVENT_TYPES } from './codec';
import { evolveMemory } from './evolve';
import type { MemoryState } from './memory';

interface Sample {
  /** The sample that comes before it in the stream. */
  readonly after?: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Record<string, unknown>;
  readonly state: unknown;
}

const folder = join(__dirname, 'history');
const samples = readdirSync(folder).map((file): [string, Sample] => [
  file,
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sample,
]);
const named = (name: string): Sample => (samples.find(([file]) => file === name) as [string, Sample])[1];
const sample = named('memories-crystallised.1.json');
const forgotten = named('memory-forgotten.1.json');

describe('the history of memories', () => {
  it.each(samples)('still decodes and folds: %s', (_file, { type, data, schemaVersion, state, after }) => {
    const decoded = decodeMemoryEvent(type, data, schemaVersion);
    if (!decoded.ok) throw new Error(decoded.problem);
    const before = after === undefined ? null : (named(after).state as MemoryState);
    expect(evolveMemory(before, decoded.event)).toEqual(state);
    expect(encodeMemoryEvent(decoded.event)).toEqual({ type, data });
  });

  it('has a sample of every type of event, with and without its personal parts', () => {
    const met = (isSealed: boolean) =>
      new Set(
        samples
          .filter(([, { data }]) => (data['personal'] === null) === isSealed)
          .map(([, { type }]) => type),
      );
    expect([met(false), met(true)]).toEqual([new Set(MEMORY_EVENT_TYPES), new Set(MEMORY_EVENT_TYPES)]);
  });
});

describe('a stored memory event', () => {
  it('keeps what it knows of one with a field of a later version', () =>
    expect(decodeMemoryEvent(sample.type, { ...sample.data, later: 1 }, 1)).toEqual(
      decodeMemoryEvent(sample.type, sample.data, 1),
    ));

  it('is named when its type is unknown', () =>
    expect(decodeMemoryEvent('MemoryPondered', sample.data, 1)).toEqual({
      ok: false,
      problem: 'unknown event type MemoryPondered',
    }));

  it('is refused in a schema version of the future', () =>
    expect(decodeMemoryEvent(sample.type, sample.data, 2)).toMatchObject({ ok: false }));

  it.each([
    ['no object', 'text'],
    ['no time', { ...sample.data, at: undefined }],
    ['a time with fractions', { ...sample.data, at: 1.5 }],
    ['no source', { ...sample.data, source: null }],
    ['an empty session', { ...sample.data, session: '' }],
    ['ids that are no texts', { ...sample.data, memoryIds: [1] }],
    ['no personal part', { ...sample.data, personal: undefined }],
    ['fewer sentences than ids', { ...sample.data, personal: { contents: ['one'] } }],
  ])('is refused with %s', (_problem, data) =>
    expect(decodeMemoryEvent(sample.type, data, 1)).toMatchObject({ ok: false }),
  );

  it.each([
    ['nobody who forgot', { ...forgotten.data, by: undefined }],
    ['somebody of no kind', { ...forgotten.data, by: { ...(forgotten.data['by'] as object), kind: 'x' } }],
    ['no memory', { ...forgotten.data, memory: '' }],
    ['no review', { ...forgotten.data, review: null }],
    ['a note that is no text', { ...forgotten.data, personal: { note: 1 } }],
  ])('of forgetting is refused with %s', (_problem, data) =>
    expect(decodeMemoryEvent(forgotten.type, data, 1)).toMatchObject({ ok: false }),
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMemoryEvent, encodeMemoryEvent } from './codec';
import { evolveMemory } from './evolve';

interface Sample {
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
const sample = (samples.find(([file]) => file === 'memories-crystallised.1.json') as [string, Sample])[1];

describe('the history of memories', () => {
  it.each(samples)('still decodes and folds: %s', (_file, { type, data, schemaVersion, state }) => {
    const decoded = decodeMemoryEvent(type, data, schemaVersion);
    if (!decoded.ok) throw new Error(decoded.problem);
    expect(evolveMemory(null, decoded.event)).toEqual(state);
    expect(encodeMemoryEvent(decoded.event)).toEqual({ type, data });
  });
});

describe('a stored memory event', () => {
  it('keeps what it knows of one with a field of a later version', () =>
    expect(decodeMemoryEvent(sample.type, { ...sample.data, later: 1 }, 1)).toEqual(
      decodeMemoryEvent(sample.type, sample.data, 1),
    ));

  it('is named when its type is unknown', () =>
    expect(decodeMemoryEvent('MemoryForgotten', sample.data, 1)).toEqual({
      ok: false,
      problem: 'unknown event type MemoryForgotten',
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
});

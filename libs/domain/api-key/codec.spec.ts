import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiKeyEvent, decodeApiKeyEvent, encodeApiKeyEvent, evolveApiKeys, NO_API_KEYS } from '.';
import { API_KEY_EVENT_TYPES } from './codec';

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

function decoded({ type, data, schemaVersion }: StoredEvent): ApiKeyEvent {
  const result = decodeApiKeyEvent(type, data, schemaVersion);
  if (!result.ok) throw new Error(result.problem);
  return result.event;
}

describe('the history of API keys', () => {
  it.each(samples)('%s still decodes and folds to the same keys', (_name, { events, state }) => {
    const { keys, ...folded } = events.map(decoded).reduce(evolveApiKeys, NO_API_KEYS);
    expect({ ...folded, keys: [...keys.values()] }).toEqual(state);
  });

  it.each(samples)('%s would be written just so today', (_name, { events }) => {
    for (const stored of events) {
      const { type, data } = encodeApiKeyEvent(decoded(stored));
      expect({ type, data }).toEqual({ type: stored.type, data: stored.data });
    }
  });

  it('has a sample of every type of event, with and without its personal parts', () => {
    const met = (isSealed: boolean) =>
      new Set(
        everyEvent.filter(({ data }) => (data['personal'] === null) === isSealed).map(({ type }) => type),
      );
    expect([met(false), met(true)]).toEqual([new Set(API_KEY_EVENT_TYPES), new Set(API_KEY_EVENT_TYPES)]);
  });
});

describe('a stored event of an API key', () => {
  const whole = samples.find(([name]) => name === 'issued-to-an-agent') as [string, Sample];
  const { type, data } = whole[1].events[0] as StoredEvent;
  const holderWith = (change: object) => ({ ...data, holder: { ...(data['holder'] as object), ...change } });
  const personalWith = (change: object) => ({
    ...data,
    personal: { ...(data['personal'] as object), ...change },
  });

  it('keeps what it knows of one with a field of a later version', () =>
    expect(decodeApiKeyEvent(type, { ...data, later: 1 }, 1)).toEqual(decodeApiKeyEvent(type, data, 1)));

  it('is named when its type is unknown', () =>
    expect(decodeApiKeyEvent('ApiKeySuspended', data, 1)).toEqual({
      ok: false,
      problem: 'unknown event type ApiKeySuspended',
    }));

  it('is refused in a schema version of the future', () =>
    expect(decodeApiKeyEvent(type, data, 2)).toMatchObject({ ok: false }));

  it.each([
    ['no object', 'text'],
    ['no time', { ...data, at: undefined }],
    ['no id', { ...data, key: null }],
    ['no actor', { ...data, by: 'dave' }],
    ['no workspace', { ...data, workspace: undefined }],
    ['no digest', { ...data, digest: 'ab' }],
    ['half a digest', { ...data, digest: { value: 'ab' } }],
    ['an unknown scope', { ...data, scopes: ['everything'] }],
    ['no scopes', { ...data, scopes: undefined }],
    ['an endless key', { ...data, expiresAt: null }],
    ['no holder', { ...data, holder: undefined }],
    ['a holder of an unknown kind', holderWith({ kind: 'robot' })],
    ['an unknown role', holderWith({ roles: ['owner'] })],
    ['a group that is no text', holderWith({ groups: [1] })],
    ['no personal part', { ...data, personal: undefined }],
    ['no name', personalWith({ name: undefined })],
    ['no name of the holder', personalWith({ holder: undefined })],
  ])('is refused with %s', (_problem, broken) =>
    expect(decodeApiKeyEvent(type, broken, 1)).toMatchObject({ ok: false }),
  );
});

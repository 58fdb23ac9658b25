import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRuleEvent, encodeRuleEvent, evolveRules, NO_RULES, type RuleEvent } from '.';
import { RULE_EVENT_TYPES } from './codec';

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

function decoded({ type, data, schemaVersion }: StoredEvent): RuleEvent {
  const result = decodeRuleEvent(type, data, schemaVersion);
  if (!result.ok) throw new Error(result.problem);
  return result.event;
}

describe('the history of rules', () => {
  it.each(samples)('%s still decodes and folds to the same rules', (_name, { events, state }) => {
    expect(events.map(decoded).reduce(evolveRules, NO_RULES)).toEqual(state);
  });

  it.each(samples)('%s would be written just so today', (_name, { events }) => {
    for (const stored of events) {
      const { type, data } = encodeRuleEvent(decoded(stored));
      expect({ type, data }).toEqual({ type: stored.type, data: stored.data });
    }
  });

  it('has a sample of every type of event, with and without its personal parts', () => {
    const met = (isSealed: boolean) =>
      new Set(
        everyEvent.filter(({ data }) => (data['personal'] === null) === isSealed).map(({ type }) => type),
      );
    expect([met(false), met(true)]).toEqual([new Set(RULE_EVENT_TYPES), new Set(RULE_EVENT_TYPES)]);
  });
});

describe('a stored rule event', () => {
  const whole = samples.find(([name]) => name === 'set-with-everything') as [string, Sample];
  const { type, data } = whole[1].events[0] as StoredEvent;
  const termsWith = (change: object) => ({ ...data, terms: { ...(data['terms'] as object), ...change } });

  it('keeps what it knows of one with a field of a later version', () =>
    expect(decodeRuleEvent(type, { ...data, later: 1 }, 1)).toEqual(decodeRuleEvent(type, data, 1)));

  it('is named when its type is unknown', () =>
    expect(decodeRuleEvent('RuleSuspended', data, 1)).toEqual({
      ok: false,
      problem: 'unknown event type RuleSuspended',
    }));

  it('is refused in a schema version of the future', () =>
    expect(decodeRuleEvent(type, data, 2)).toMatchObject({ ok: false }));

  it.each([
    ['no object', 'text'],
    ['no time', { ...data, at: undefined }],
    ['no name', { ...data, name: null }],
    ['no actor', { ...data, by: 'dave' }],
    ['no terms', { ...data, terms: undefined }],
    ['no personal part', { ...data, personal: undefined }],
    ['no description', { ...data, personal: { by: (data['personal'] as { by: unknown }).by } }],
    ['a priority of text', termsWith({ priority: '1' })],
    ['a group that is no text', termsWith({ groups: [1] })],
    ['fewer approvals than none', termsWith({ minApprovals: -1 })],
    ['an unknown way of amending', termsWith({ amending: 'sometimes' })],
    ['an unknown type', termsWith({ type: 'forever' })],
    ['half a window', termsWith({ timeWindow: { start: '09:00' } })],
    [
      'labels that are no texts',
      termsWith({ match: { kinds: [], actions: [], labels: { allOf: { a: 1 }, anyOf: [] } } }),
    ],
  ])('is refused with %s', (_problem, broken) =>
    expect(decodeRuleEvent(type, broken, 1)).toMatchObject({ ok: false }),
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditApiKeys, decodeApiKeyEvent, NO_API_KEYS } from '@countersign/api-key';
import { auditMemory, decodeMemoryEvent, evolveMemory, type MemoryState } from '@countersign/memory';
import type { Breach } from '@countersign/review';
import { auditRules, decodeRuleEvent, NO_RULES } from '@countersign/rule';

interface Sample {
  readonly type: string;
  readonly schemaVersion?: number;
  readonly data: unknown;
  /** The sample that comes before it. */
  readonly after?: string;
}

const folderOf = (aggregate: string): string => join(__dirname, '../../../domain', aggregate, 'history');

/** The facts of every stored sample of an aggregate, by the sample's name. */
function samplesOf(
  aggregate: string,
): readonly { readonly name: string; readonly events: readonly Sample[] }[] {
  return readdirSync(folderOf(aggregate)).map((file) => ({ name: file, events: eventsIn(aggregate, file) }));
}

function eventsIn(aggregate: string, file: string): readonly Sample[] {
  const text = readFileSync(join(folderOf(aggregate), file), 'utf8');
  const sample = JSON.parse(text) as Sample | { readonly events: readonly Sample[] };
  if ('events' in sample) return sample.events;
  return [...(sample.after === undefined ? [] : eventsIn(aggregate, sample.after)), sample];
}

function read<Event>(
  decode: (
    type: string,
    data: unknown,
    version?: number,
  ) => { ok: true; event: Event } | { ok: false; problem: string },
  { type, data, schemaVersion }: Sample,
): Event {
  const decoded = decode(type, data, schemaVersion);
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.event;
}

/** Reviews are looked at beside their own auditor, which has to know what was recorded together. */
describe('An auditor has nothing to say of what was once recorded', () => {
  it.each(samplesOf('api-key'))('of keys: $name', ({ events }) => {
    let state = NO_API_KEYS;
    const found = events.flatMap((event) => {
      const { breaches, after } = auditApiKeys(state, read(decodeApiKeyEvent, event));
      state = after;
      return breaches;
    });
    expect(found).toEqual([]);
  });

  it.each(samplesOf('rule'))('of rules: $name', ({ events }) => {
    let state = NO_RULES;
    const found = events.flatMap((event) => {
      const { breaches, after } = auditRules(state, read(decodeRuleEvent, event));
      state = after;
      return breaches;
    });
    expect(found).toEqual([]);
  });

  it.each(samplesOf('memory'))('of memories: $name', ({ events }) => {
    let state: MemoryState | null = null;
    const found: Breach[] = [];
    for (const sample of events) {
      const event = read(decodeMemoryEvent, sample);
      found.push(...auditMemory(state, event, undefined));
      state = evolveMemory(state, event);
    }
    // They were put together by hand, with ids that come from nothing.
    expect(found.filter(({ code }) => code !== 'wrong-derived-id')).toEqual([]);
  });
});

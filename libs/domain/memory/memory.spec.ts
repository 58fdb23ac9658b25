import * as fc from 'fast-check';
import { decodeMemoryEvent, encodeMemoryEvent } from './codec';
import { decideMemory } from './decide';
import { evolveMemory } from './evolve';
import type { MemoryCommand, MemoryEvent, MemoryState, RecordMemories } from './memory';

const record = (overrides: Partial<RecordMemories> = {}): RecordMemories => ({
  kind: 'RecordMemories',
  at: 1_000,
  workspace: 'workspace',
  session: 'session',
  review: 'review',
  source: 'source',
  runId: 'run',
  memories: [{ id: 'first', content: 'Reactor unit 3 is the primary focus area' }],
  ...overrides,
});

const fold = (events: readonly MemoryEvent[]): MemoryState | null =>
  events.reduce<MemoryState | null>((state, event) => evolveMemory(state, event), null);

const run = (state: MemoryState | null, command: MemoryCommand): MemoryState | null => {
  const result = decideMemory(command, state);
  return result.kind === 'accepted' ? result.events.reduce(evolveOne, state) : state;
};
const evolveOne = (state: MemoryState | null, event: MemoryEvent): MemoryState => evolveMemory(state, event);

const given = (...commands: readonly RecordMemories[]) => {
  const state = commands.reduce<MemoryState | null>(run, null);
  return { when: (command: RecordMemories) => decideMemory(command, state) };
};

describe('a session without memories', () => {
  it('records what was crystallised, ids beside their sentences', () =>
    expect(given().when(record())).toEqual({
      kind: 'accepted',
      events: [
        {
          type: 'MemoriesCrystallised',
          at: 1_000,
          workspace: 'workspace',
          session: 'session',
          review: 'review',
          source: 'source',
          runId: 'run',
          memoryIds: ['first'],
          personal: { contents: ['Reactor unit 3 is the primary focus area'] },
        },
      ],
    }));

  it('records that there was nothing worth keeping', () =>
    expect(given().when(record({ memories: [] }))).toMatchObject({
      events: [{ memoryIds: [], personal: { contents: [] } }],
    }));
});

describe('a source that was crystallised', () => {
  it('is refused a second time', () =>
    expect(given(record()).when(record({ at: 2_000, memories: [] }))).toEqual({
      kind: 'refused',
      refusal: { code: 'already-crystallised' },
    }));

  it('is closed even where it left nothing', () =>
    expect(given(record({ memories: [] })).when(record())).toMatchObject({ kind: 'refused' }));

  it('leaves another source of the session open', () =>
    expect(given(record()).when(record({ source: 'other' }))).toMatchObject({ kind: 'accepted' }));

  it('never lets time run backwards in its session', () =>
    expect(given(record({ at: 5_000 })).when(record({ source: 'other', at: 4_000 }))).toMatchObject({
      events: [{ at: 5_000 }],
    }));
});

const commands = fc.array(
  fc.record({
    kind: fc.constant('RecordMemories' as const),
    at: fc.nat(),
    workspace: fc.constant('workspace'),
    session: fc.constant('session'),
    review: fc.constantFrom('one', 'two'),
    source: fc.constantFrom('a', 'b', 'c', 'd'),
    runId: fc.uuid(),
    memories: fc.array(fc.record({ id: fc.uuid(), content: fc.string() }), { maxLength: 4 }),
  }),
  { maxLength: 12 },
);

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const law = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, holds), { seed, numRuns: 300 });

describe(`laws of remembering (seed ${seed})`, () => {
  it('the same command again records nothing', () =>
    law(commands, (given) => {
      const once = given.reduce<MemoryState | null>(run, null);
      expect(given.reduce<MemoryState | null>(run, once)).toEqual(once);
    }));

  it('every source is closed exactly once, and its memories are kept in order', () =>
    law(commands, (given) => {
      const state = given.reduce<MemoryState | null>(run, null);
      const first = [...new Map([...given].reverse().map((command) => [command.source, command])).values()];
      const kept = given.filter((command) => first.includes(command));
      expect(state?.sources ?? []).toEqual(kept.map(({ source }) => source));
      expect(state?.memories.map(({ id }) => id) ?? []).toEqual(
        kept.flatMap(({ memories }) => memories.map(({ id }) => id)),
      );
    }));

  it('any stored history folds, sealed parts included, to the same sources', () =>
    law(fc.tuple(commands, fc.infiniteStream(fc.boolean())), ([given, isSealed]) => {
      const events = given.flatMap((command) => {
        const result = decideMemory(command, null);
        return result.kind === 'accepted' ? result.events : [];
      });
      const stored = events.map((event) => {
        const sealed = isSealed.next().value === true ? { ...event, personal: null } : event;
        const { type, data } = encodeMemoryEvent(sealed);
        const decoded = decodeMemoryEvent(type, JSON.parse(JSON.stringify(data)), 1);
        if (!decoded.ok) throw new Error(decoded.problem);
        return decoded.event;
      });
      expect(fold(stored)?.sources).toEqual(fold(events)?.sources);
    }));
});

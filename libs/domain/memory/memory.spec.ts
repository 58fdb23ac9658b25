import { agent7, alice, bob, dave, erin } from '@countersign/testing';
import * as fc from 'fast-check';
import { decodeMemoryEvent, encodeMemoryEvent } from './codec';
import { decideMemory } from './decide';
import { evolveMemory } from './evolve';
import type { ForgetMemory, MemoryCommand, MemoryEvent, MemoryState, RecordMemories } from './memory';

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

const forget = (overrides: Partial<ForgetMemory> = {}): ForgetMemory => ({
  kind: 'ForgetMemory',
  at: 2_000,
  actor: bob,
  session: 'session',
  memory: 'first',
  note: null,
  ...overrides,
});

const fold = (events: readonly MemoryEvent[]): MemoryState | null =>
  events.reduce<MemoryState | null>((state, event) => evolveMemory(state, event), null);

const run = (state: MemoryState | null, command: MemoryCommand): MemoryState | null => {
  const result = decideMemory(command, state);
  return result.kind === 'accepted' ? result.events.reduce(evolveOne, state) : state;
};
const evolveOne = (state: MemoryState | null, event: MemoryEvent): MemoryState => evolveMemory(state, event);

const given = (...commands: readonly MemoryCommand[]) => {
  const state = commands.reduce<MemoryState | null>(run, null);
  return { state, when: (command: MemoryCommand) => decideMemory(command, state) };
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

describe('a memory', () => {
  const two = record({
    memories: [
      { id: 'first', content: 'one' },
      { id: 'second', content: 'two' },
    ],
  });

  it('is forgotten by a reviewer, with who he was and why', () =>
    expect(given(two).when(forget({ note: 'Outdated' }))).toEqual({
      kind: 'accepted',
      events: [
        {
          type: 'MemoryForgotten',
          at: 2_000,
          by: expect.objectContaining({ id: 'bob', kind: 'human', roles: bob.roles }) as object,
          workspace: bob.workspace,
          session: 'session',
          review: 'review',
          memory: 'first',
          personal: { by: { name: bob.name, email: bob.email, slackId: bob.slackId }, note: 'Outdated' },
        },
      ],
    }));

  it('is forgotten by an administrator, never before what was recorded last', () =>
    expect(given(two).when(forget({ actor: dave, at: 1 }))).toMatchObject({ events: [{ at: 1_000 }] }));

  it('is gone then, and others stay; its source stays closed', () => {
    const { state, when } = given(two, forget());
    expect(state?.memories.map(({ id }) => id)).toEqual(['second']);
    expect(when(record({ at: 3_000 }))).toMatchObject({ refusal: { code: 'already-crystallised' } });
  });

  it.each([
    [
      'an agent, also one with the role',
      { actor: { ...agent7, roles: ['reviewer'] } },
      'agents-cannot-decide',
    ],
    ['somebody without the role', { actor: alice }, 'not-eligible'],
    ['an auditor', { actor: erin }, 'not-eligible'],
    ['somebody who names one that is not there', { memory: 'third' }, 'not-found'],
  ] as const)('is not forgotten by %s', (_who, overrides, code) =>
    expect(given(two).when(forget(overrides))).toEqual({ kind: 'refused', refusal: { code } }),
  );

  it('is not forgotten twice, nor where nothing is remembered', () => {
    const refused = { kind: 'refused', refusal: { code: 'not-found' } };
    expect(given(two, forget()).when(forget({ at: 3_000 }))).toEqual(refused);
    expect(given().when(forget())).toEqual(refused);
  });
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

  it('what was forgotten is gone, and nothing else is', () =>
    law(fc.tuple(commands, fc.infiniteStream(fc.boolean())), ([given, isForgotten]) => {
      const full = given.reduce<MemoryState | null>(run, null);
      const ids = [...new Set(full?.memories.map(({ id }) => id))];
      const gone = ids.filter(() => isForgotten.next().value === true);
      const left = gone.reduce((state, memory) => run(state, forget({ memory })), full);
      expect(left?.memories).toEqual(full?.memories.filter(({ id }) => !gone.includes(id)));
      expect(left?.sources).toEqual(full?.sources);
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

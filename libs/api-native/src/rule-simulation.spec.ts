import type { ReadReviewFacts, ReviewFacts } from '@countersign/commands';
import type { Exchange, ReviewReads } from '@countersign/http';
import type { Views } from '@countersign/projections';
import { NO_RULES } from '@countersign/rule';
import { approve, bob, dave, given, requested } from '@countersign/testing';
import { Logger } from '@nestjs/common';
import type { QueryBus } from '@nestjs/cqrs';
import { unlessStill } from '../../testing/src/stopwatch';
import { RuleSimulation } from './rule-simulation';

const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const indexOf = (id: string): number => Number(id.slice(-12));

/** What is read of the history of the n-th review. */
type Histories = (index: number) => Promise<ReviewFacts | null>;

const readable: Histories = (index) => {
  const asked = given().when(requested({ review: idOf(index), groups: ['banking'] })).events;
  const decided = given(requested({ review: idOf(index), groups: ['banking'] })).when(approve(bob)).events;
  const facts = [...asked, ...decided].map((event) => ({ event }));
  return Promise.resolve({ facts, next: null } as unknown as ReviewFacts);
};
const never: Histories = () => new Promise(() => undefined);

class CorruptStream extends Error {
  override readonly name = 'CorruptStream';
}

/** A simulation over so many reviews, the first of which is the newest. */
function simulation(many: number, histories: Histories) {
  const reviews = Array.from({ length: many }, (_, index) => {
    return given(requested({ review: idOf(index), groups: ['banking'] })).review;
  });
  const page = (_viewer: unknown, _filter: unknown, { limit }: { readonly limit: number }) =>
    Promise.resolve({ items: reviews.slice(0, limit), next: null });
  const made = new RuleSimulation(
    { execute: ({ review }: ReadReviewFacts) => histories(indexOf(review)) } as unknown as QueryBus,
    { catchUp: () => Promise.resolve(null) } as unknown as ReviewReads,
    { reviews: { page } } as unknown as Views,
  );
  return (ms: number, last = many) => {
    const tried = { state: NO_RULES, draft: null };
    return made.over({ caller: dave } as Exchange, last, tried, performance.now() + ms);
  };
}

beforeEach(() => {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

describe('a simulation', () => {
  it.each<[string, () => Promise<ReviewFacts | null>]>([
    ['cannot be read', () => Promise.reject(new CorruptStream('revision 3'))],
    ['cannot have happened', () => Promise.resolve({ facts: [], next: null })],
    ['is not there', () => Promise.resolve(null)],
  ])('goes on where a history %s, and says so', async (_, broken) => {
    const simulate = simulation(3, (index) => (index === 1 ? broken() : readable(index)));
    expect(await simulate(4_000)).toMatchObject([
      { review: idOf(0), was: 'APPROVED', would: 'APPROVED', unreadable: false },
      { review: idOf(1), was: 'PENDING', would: null, refusal: null, isChanged: false, unreadable: true },
      { review: idOf(2), was: 'APPROVED', would: 'APPROVED', unreadable: false },
    ]);
  });

  it('fails where the store cannot be reached', async () => {
    const simulate = simulation(3, () => Promise.reject(new Error('the store is gone')));
    await expect(simulate(4_000)).rejects.toThrow('the store is gone');
  });

  it('gives the newest ones without a gap where time runs out', async () => {
    const simulate = simulation(5, (index) => (index === 2 ? never(index) : readable(index)));
    await unlessStill(10, async () => {
      expect((await simulate(100)).map(({ review }) => review)).toEqual([idOf(0), idOf(1)]);
    });
  });

  it('gives nothing where its time was over before it began', async () => {
    expect(await simulation(5, readable)(-1)).toEqual([]);
  });

  it('reads no more histories at once than one alone would, however many there are', async () => {
    let [running, most] = [0, 0];
    const simulate = simulation(40, async (index) => {
      most = Math.max(most, ++running);
      const facts = await new Promise<ReviewFacts | null>((resolve) =>
        setImmediate(() => resolve(readable(index))),
      );
      running -= 1;
      return facts;
    });
    const all = await Promise.all([simulate(4_000), simulate(4_000), simulate(4_000)]);
    expect(all.map(({ length }) => length)).toEqual([40, 40, 40]);
    expect(most).toBeLessThanOrEqual(16);
  });
});

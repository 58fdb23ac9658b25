import type { LogEntry, Position } from '@countersign/event-store';
import { decodeReviewEvent, evolve } from '@countersign/review';
import type { Review, ReviewEvent, ReviewState } from '@countersign/review';
import { ASKED_AT, WORKSPACE } from '@countersign/testing';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import type { Statistics, StatisticsOf, TimesTaken } from '../contract';
import { viewsAt } from '../projector/history.spec-support';
import { inBatches, madeUpEntries, madeUpLog } from '../projector/made-up-log.spec-support';
import { bucketOf, percentile, toldOf } from './buckets';
import { dayOf } from './statistics';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const entries = madeUpEntries(1_500, SEED);
const head = entries.at(-1)?.position as Position;
const NOW = ASKED_AT + 40 * 86_400_000;

/** One event with the review before and after it. */
interface Seen {
  readonly event: ReviewEvent;
  readonly before: ReviewState;
  readonly after: Review;
}

function seenIn(log: readonly LogEntry[]): readonly Seen[] {
  const states = new Map<string, Review>();
  return log.flatMap((entry) => {
    if (entry.kind !== 'event' || !entry.event.stream.startsWith('review-')) return [];
    const { stream, type, data, id } = entry.event;
    const decoded = decodeReviewEvent(type, data);
    if (!decoded.ok) throw new Error(decoded.problem);
    const before = states.get(stream) ?? null;
    const after = evolve(before, decoded.event, id);
    states.set(stream, after);
    return [{ event: decoded.event, before, after }];
  });
}

const GIVEN = { ApprovalGiven: 'approve', RejectionGiven: 'reject', RevocationGiven: 'revoke' } as const;
const OUTCOME = {
  ReviewApproved: 'approved',
  ReviewRejected: 'rejected',
  ReviewRevoked: 'revoked',
  ReviewExpired: 'expired',
  ReviewWithdrawn: 'withdrawn',
} as const;
const verdictOf = (event: ReviewEvent) =>
  event.type === 'ReviewForced' ? event.verdict : GIVEN[event.type as keyof typeof GIVEN];

/** How long after the version was there that was read. */
function patienceOf({ event, after }: Seen): number {
  if (!('slots' in event && 'version' in event)) return Infinity;
  const read = 'amended' in event && event.amended ? event.version - 1 : event.version;
  return event.at - (after.versions.find(({ version }) => version === read)?.at ?? -Infinity);
}

/** The same, by counting everything. */
function naive(seen: readonly Seen[]) {
  const count = (is: (one: Seen) => boolean) => seen.filter(is).length;
  const given = (verdict: string) => count(({ event }) => verdictOf(event) === verdict);
  const ended = (outcome: string) =>
    count(({ event }) => OUTCOME[event.type as keyof typeof OUTCOME] === outcome);
  return {
    asked: count(({ before }) => before === null),
    closed: count(({ before, after }) => before?.status === 'PENDING' && after.status !== 'PENDING'),
    decisions: { approve: given('approve'), reject: given('reject'), revoke: given('revoke') },
    outcomes: {
      approved: ended('approved'),
      rejected: ended('rejected'),
      revoked: ended('revoked'),
      expired: ended('expired'),
      withdrawn: ended('withdrawn'),
    },
    forced: count(({ event }) => event.type === 'ReviewForced'),
    selfApproved: count(({ event }) => 'selfApproved' in event && event.selfApproved),
    fast: count((one) => verdictOf(one.event) !== undefined && patienceOf(one) < 5_000),
  };
}

const took = ({ event, after }: Seen): number => event.at - after.requestedAt;
const firsts = (seen: readonly Seen[]) =>
  seen.filter(({ event, before }) => verdictOf(event) !== undefined && before?.decisions.length === 0);
const finals = (seen: readonly Seen[]) =>
  seen.filter(
    ({ before, after }) => before?.status === 'PENDING' && ['APPROVED', 'REJECTED'].includes(after.status),
  );

function expectTimes(told: TimesTaken, seen: readonly Seen[]): void {
  const times = seen.map(took).sort((one, other) => one - other);
  expect(told.count).toBe(times.length);
  for (const [share, name] of [
    [0.5, 'p50'],
    [0.9, 'p90'],
    [0.99, 'p99'],
  ] as const) {
    const exact = times[Math.max(1, Math.ceil(times.length * share)) - 1];
    if (exact === undefined) expect(told[name]).toBeNull();
    else expect(Math.abs((told[name] ?? Infinity) - exact)).toBeLessThanOrEqual(exact * 0.05);
  }
}

function statusesOf(seen: readonly Seen[]): Record<string, number> {
  const last = new Map(seen.map(({ after }) => [after.id, after.status]));
  const counts: Record<string, number> = {};
  for (const status of last.values()) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function expectSection(told: StatisticsOf, seen: readonly Seen[]): void {
  expect(told).toMatchObject({ ...naive(seen), statuses: statusesOf(seen) });
  expect(Object.keys(told.statuses).sort()).toEqual(Object.keys(statusesOf(seen)).sort());
  expectTimes(told.firstDecision, firsts(seen));
  expectTimes(told.finalDecision, finals(seen));
}

const groupsOf = ({ after }: Seen) =>
  after.slots.flatMap(({ holder }) => (holder.kind === 'group' ? [holder.group] : []));

describeOnDatabases(`the statistics of a random history (SEED=${SEED})`, (databases) => {
  const seen = seenIn(entries);
  const of = async (from: number, to: number, size: number): Promise<Statistics> => {
    const database = await databases().fresh();
    const views = await viewsAt(head, { database, log: madeUpLog(entries, inBatches(entries, size)) });
    const told = await views.statistics.of(WORKSPACE, { from, to }, NOW);
    await views.close();
    return told;
  };
  let all: Statistics;
  beforeAll(async () => (all = await of(dayOf(ASKED_AT), dayOf(NOW), 500)), 60_000);

  it('are what counting everything gives, by kind and group too', () => {
    expectSection(all.overall, seen);
    expect(all.overall.decisions.revoke * all.overall.outcomes.expired * all.overall.fast).toBeGreaterThan(0);
    expect(all.kinds.map(({ name }) => name).sort()).toEqual(['kind 0', 'kind 1', 'kind 2', 'kind 3']);
    for (const kind of all.kinds) {
      expectSection(
        kind,
        seen.filter(({ after }) => after.subject.kind === kind.name),
      );
    }
    expect(all.groups.map(({ name }) => name).sort()).toEqual(['banking', 'security']);
    for (const group of all.groups) {
      expectSection(
        group,
        seen.filter((one) => groupsOf(one).includes(group.name)),
      );
    }
  });

  it('are counted on the day of the event', () => {
    expect(all.days).toHaveLength(41);
    for (const { day, ...counts } of all.days) {
      expect([day, counts]).toEqual([day, naive(seen.filter(({ event }) => dayOf(event.at) === day))]);
    }
  });

  it('of the backlog are the ages of what is pending', () => {
    const pending = [...new Map(seen.map(({ after }) => [after.id, after])).values()].filter(
      ({ status }) => status === 'PENDING',
    );
    const ages = pending.map(({ requestedAt }) => NOW - requestedAt).sort((one, other) => one - other);
    const at = (share: number) => ages[Math.ceil(ages.length * share) - 1];
    expect(all.backlog).toMatchObject({
      ...{ pending: ages.length, oldest: ages.at(-1), p50: at(0.5), p90: at(0.9), p99: at(0.99) },
    });
    const bounds = all.backlog.ages.map(({ under }) => under ?? Infinity);
    expect(all.backlog.ages.map(({ count }) => count)).toEqual(
      bounds.map(
        (under, index) => ages.filter((age) => age < under && age >= (bounds[index - 1] ?? 0)).length,
      ),
    );
  });

  it('are the same of some days, however the log came', async () => {
    const [from, to] = [dayOf(ASKED_AT) + 1, dayOf(ASKED_AT) + 3];
    const some = await of(from, to, 7);
    const within = seen.filter(({ event }) => dayOf(event.at) >= from && dayOf(event.at) <= to);
    expect(some.overall).toMatchObject({ ...naive(within), statuses: statusesOf(seen) });
    expectTimes(some.overall.finalDecision, finals(within));
  }, 60_000);
});

describe('a bucket of times', () => {
  it('is told within 5 % of whatever is in it', () => {
    for (let time = 0; time < 4e12; time = Math.ceil(time * 1.013 + 1)) {
      expect(Math.abs(toldOf(bucketOf(time)) - time)).toBeLessThanOrEqual(time * 0.05);
    }
    expect([bucketOf(-5), percentile(new Map(), 0.5)]).toEqual([0, null]);
  });

  it('is counted on by nearest rank', () => {
    const histogram = new Map([
      [bucketOf(10), 9],
      [bucketOf(19), 1],
    ]);
    expect([0.5, 0.9, 0.99].map((share) => percentile(histogram, share))).toEqual([10, 10, 19]);
  });
});

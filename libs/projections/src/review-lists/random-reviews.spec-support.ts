import { createHash } from 'node:crypto';
import { canSee, hasDecided, mayApprove } from '@countersign/review';
import type { Principal, Review, ReviewCommand } from '@countersign/review';
import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  expire,
  frank,
  MINUTE,
  reject,
  requested,
  revoke,
} from '@countersign/testing';
import type { PagedReviewFilter, ReviewSort, Viewer } from '../contract';
import type { Recorder } from '../recorder.spec-support';

type Pick = (below: number) => number;
const oneOf = <T>(pick: Pick, items: readonly [T, ...T[]]): T => items[pick(items.length)] ?? items[0];
const maybe = <T>(pick: Pick, chance: number, make: () => T): T | null =>
  pick(chance) === 0 ? make() : null;
const some = (pick: Pick, items: readonly string[]): string[] => items.filter(() => pick(2) === 0);

/** Reviews that share whatever lists filter by and the moments that they are sorted by; by their ids. */
export async function recordRandomReviews(
  recorder: Recorder,
  count: number,
  pick: Pick,
): Promise<Map<string, Review>> {
  const known = new Map<string, Review>();
  const run = async (command: ReviewCommand, id: string): Promise<void> => {
    const recorded = await recorder.record(command, id).catch((error: Error) => {
      // A decision may be refused, or change nothing.
      if (!/^refused|needs an event/.test(error.message)) throw error;
      return null;
    });
    if (recorded !== null) known.set(id, recorded.review);
  };
  for (let index = 0; index < count; index += 1) {
    const id = uuidOf(`${pick(2 ** 31)} ${index}`);
    await run(randomRequest(pick, id), id);
    for (let decisions = pick(3); decisions > 0; decisions -= 1) await run(randomDecision(pick), id);
    if (pick(8) === 0) await run(expire(ASKED_AT + 100 * MINUTE), id);
  }
  return known;
}

function randomRequest(pick: Pick, review: string): ReviewCommand {
  return requested({
    review,
    actor: oneOf(pick, [alice, agent7, bob, dave]),
    at: ASKED_AT + pick(20) * MINUTE,
    session: maybe(pick, 2, () => `s${pick(4)}`),
    subject: { kind: oneOf(pick, ['session', 'changeset']), id: null },
    action: oneOf(pick, ['exec', 'accept']),
    type: oneOf(pick, ['onetime', 'jit']),
    accessDurationSeconds: 60,
    links: {
      thread: maybe(pick, 2, () => `t${pick(3)}`),
      turn: null,
      toolCall: null,
      changeset: maybe(pick, 2, () => `c${pick(3)}`),
    },
    assignee: maybe(pick, 2, () => oneOf(pick, ['bob', 'carol'])),
    deadline: maybe(pick, 2, () => ASKED_AT + (30 + 10 * pick(4)) * MINUTE),
    groups: some(pick, ['banking', 'security', 'user:alice']),
    forceApprovalGroups: some(pick, ['oncall']),
    labels: Object.fromEntries(some(pick, ['a', 'b']).map((key) => [key, oneOf(pick, ['x', 'y'])])),
  });
}

function randomDecision(pick: Pick): ReviewCommand {
  const actor: Principal = oneOf(pick, [bob, carol, frank, dave]);
  const at = ASKED_AT + (20 + pick(10)) * MINUTE;
  switch (pick(6)) {
    case 0:
      return reject(actor, { at });
    case 1:
      return revoke(actor, { at });
    case 2:
      return approve(actor, { at, amendments: { input: `select ${pick(9)}` } });
    case 3:
    case 4:
    case 5:
      return approve(actor, { at });
  }
  throw new RangeError('there are six');
}

/** One to four of what a list can be asked for. */
export function randomFilter(pick: Pick): PagedReviewFilter {
  const parts: readonly (() => PagedReviewFilter)[] = [
    () => ({ status: some(pick, ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED']) }),
    () => ({ status: ['PENDING'] }),
    () => ({ reviewType: oneOf(pick, ['onetime', 'jit']) }),
    () => ({ subjectKind: oneOf(pick, ['session', 'changeset']) }),
    () => ({ action: oneOf(pick, ['exec', 'accept']) }),
    () => ({ session: `s${pick(4)}` }),
    () => ({ changeset: `c${pick(3)}` }),
    () => ({ thread: `t${pick(3)}` }),
    () => ({ group: oneOf(pick, ['banking', 'security', 'oncall']) }),
    () => ({ assignee: oneOf(pick, ['bob', 'carol']) }),
    () => ({ requester: oneOf(pick, ['alice', 'agent-7', 'bob']) }),
    () => ({ mine: pick(4) > 0 }),
    () => ({ decidable: { at: ASKED_AT + 10 * pick(7) * MINUTE } }),
    () => ({ labels: some(pick, ['a', 'b']).map((key) => [key, oneOf(pick, ['x', 'y'])] as const) }),
    () => ({ createdFrom: ASKED_AT + pick(20) * MINUTE }),
    () => ({ createdTo: ASKED_AT + pick(20) * MINUTE }),
  ];
  let filter: PagedReviewFilter = {};
  for (let more = pick(4); more >= 0; more -= 1) filter = { ...filter, ...parts[pick(parts.length)]?.() };
  return filter;
}

/** Ids of what a list should hold, said without any table. */
export function expectedOf(
  reviews: readonly Review[],
  viewer: Viewer,
  filter: PagedReviewFilter,
  sort: ReviewSort,
): string[] {
  return reviews
    .filter((review) => canSee(review, viewer) && passes(review, viewer, filter))
    .sort((one, other) => compare(keyOf(one, sort), keyOf(other, sort)))
    .map(({ id }) => id);
}

function passes(review: Review, viewer: Viewer, filter: PagedReviewFilter): boolean {
  const { links, requestedAt } = review;
  const { status = [], createdFrom = 0, createdTo = Infinity } = filter;
  const is = (wanted: string | undefined, value: string | null): boolean =>
    wanted === undefined || wanted === value;
  return (
    (status.length === 0 || status.includes(review.status)) &&
    is(filter.reviewType, review.reviewType) &&
    is(filter.subjectKind, review.subject.kind) &&
    is(filter.action, review.action) &&
    is(filter.session, review.session) &&
    is(filter.changeset, links.changeset) &&
    is(filter.thread, links.thread) &&
    is(filter.assignee, review.assignee) &&
    is(filter.requester, review.requester.id) &&
    createdFrom <= requestedAt &&
    requestedAt < createdTo &&
    passesThose(review, viewer, filter)
  );
}

function passesThose(
  review: Review,
  viewer: Viewer,
  { mine, group, labels = [], decidable }: PagedReviewFilter,
): boolean {
  const { requester, slots } = review;
  return (
    (mine !== true || [requester.id, requester.onBehalfOf].includes(viewer.id)) &&
    (group === undefined || slots.some(({ holder }) => holder.kind === 'group' && holder.group === group)) &&
    labels.every(([key, value]) => review.labels[key] === value) &&
    (decidable === undefined || isDecidable(review, viewer, decidable.at))
  );
}

function isDecidable(review: Review, viewer: Viewer, at: number): boolean {
  return review.status === 'PENDING' && mayApprove(review, viewer, at) && !hasDecided(review, viewer);
}

type Key = readonly [number, number, string, 'up' | 'down'];

function keyOf({ requestedAt, updatedAt, deadline, id }: Review, sort: ReviewSort): Key {
  switch (sort) {
    case 'newest':
      return [-requestedAt, 0, id, 'down'];
    case 'oldest':
      return [requestedAt, 0, id, 'up'];
    case 'updated':
      return [-updatedAt, 0, id, 'down'];
    case 'deadline':
      return [deadline ?? Infinity, requestedAt, id, 'up'];
  }
}

function compare([one, two, id, way]: Key, [other, second, otherId]: Key): number {
  if (one !== other) return one < other ? -1 : 1;
  if (two !== second) return two - second;
  return (id < otherId ? -1 : 1) * (way === 'up' ? 1 : -1);
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

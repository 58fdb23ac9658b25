import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import type { PagedReviewFilter, ReviewPlace, ReviewSort, Viewer } from '@countersign/projections';
import type { Position } from '@countersign/event-store';
import type { Role } from '@countersign/review';
import { RememberedTotals } from '../../libs/projections/src/progress/remembered-totals';
import type { ReadModelQueries } from '../../libs/projections/src/read-model/read-model';
import { STRANGER } from './copies';
import type { Filled } from './fill';

export interface Question {
  readonly name: string;
  /** With how many answers. */
  readonly ask: () => Promise<number>;
}

const LIMIT = 50;
const SORTS: readonly ReviewSort[] = ['newest', 'oldest', 'updated', 'deadline'];
const SEARCHES: Readonly<Record<string, string>> = {
  'a rare word': 'rarely',
  'a middling word': 'middling',
  'a common word': 'release',
  'two words': 'even payments',
  'a common and a rare word': 'release rarely',
  'words that never meet': 'even middling',
  'a common beginning': 'ref*',
  'a middling beginning': 'ref3*',
  'a rare beginning': 'ref3a1*',
  'no such word': 'absent',
};

/** Who oversees the workspace; who sees three eighths of it; who asked for a fortieth; who asked for 25 in all; a member of many groups. */
const VIEWERS: Readonly<Record<string, Viewer>> = {
  overseer: viewer('overseer', ['admin'], ['admin']),
  member: viewer('security-1', ['security'], ['reviewer']),
  asker: viewer('asker-7', [], []),
  stranger: viewer(STRANGER, [], []),
  joiner: viewer(
    'security-2',
    ['security', ...Array.from({ length: 9 }, (_, nth) => `club-${nth}`)],
    ['reviewer'],
  ),
};

type Answer = number | readonly unknown[] | { readonly items: readonly unknown[] };

const sizeOf = (answer: Answer): number =>
  typeof answer === 'number' ? answer : 'items' in answer ? answer.items.length : answer.length;

/** The views are always further than what was counted, and the caller knows of it. */
const COUNTED_ANEW = BigInt(Number.MAX_SAFE_INTEGER) as Position;
let position = 0n;
const forgotten = () => new RememberedTotals(() => (position += 1n) as Position);

export function questionsOf(
  queriesWith: (totals: RememberedTotals) => ReadModelQueries,
  { middle }: Filled,
): readonly Question[] {
  const { reviews, decisions, memories } = queriesWith(new RememberedTotals(() => null));
  const counting = queriesWith(forgotten());
  const { requestedAt, id, updatedAt, session, links, asked } = middle;
  const place: ReviewPlace = { requestedAt, id, updatedAt, deadline: null };
  const filters: Readonly<Record<string, PagedReviewFilter>> = {
    all: {},
    'status pending': { status: ['PENDING'] },
    'status pending or rejected': { status: ['PENDING', 'REJECTED'] },
    kind: { subjectKind: 'changeset' },
    action: { action: 'exec' },
    session: { session },
    thread: { thread: links.thread ?? '' },
    group: { group: 'security' },
    requester: { requester: 'asker-7' },
    mine: { mine: true },
    label: { labels: [['team', 'payments']] },
    decidable: { decidable: { at: requestedAt } },
    created: { createdFrom: requestedAt - 3_600_000, createdTo: requestedAt },
  };
  const asks: Question[] = [];
  const add = (name: string, ask: () => Promise<Answer>): void =>
    void asks.push({ name, ask: async () => sizeOf(await ask()) });
  for (const [who, caller] of Object.entries(VIEWERS)) {
    for (const [what, filter] of Object.entries(filters)) {
      for (const sort of SORTS) {
        const page = { limit: LIMIT, sort };
        add(`${who}: ${what}, ${sort}`, () => reviews.page(caller, filter, page));
        if (what === 'all' || what === 'status pending')
          add(`${who}: ${what}, ${sort}, deep`, () =>
            reviews.page(caller, filter, { ...page, after: place }),
          );
      }
    }
    for (const [what, filter] of Object.entries(filters))
      add(`${who}: count of ${what}`, () => counting.reviews.count(caller, filter, COUNTED_ANEW));
    for (const [what, q] of Object.entries(SEARCHES)) {
      add(`${who}: count of ${what}`, () => counting.reviews.count(caller, { q }, COUNTED_ANEW));
      add(`${who}: search for ${what}`, () => reviews.search(caller, { q }, { limit: LIMIT }));
      add(`${who}: search for ${what}, deep`, () =>
        reviews.search(caller, { q }, { limit: LIMIT, after: asked }),
      );
    }
    add(`${who}: search among pending`, () =>
      reviews.search(caller, { q: 'release', status: ['PENDING'] }, { limit: LIMIT }),
    );
    const page = { limit: LIMIT, offset: 0 };
    const histories = {
      all: {},
      module: { moduleName: 'executor' },
      decision: { verdict: 'reject' },
      user: { userId: 'banking-7' },
      session: { session },
      time: { from: requestedAt, to: requestedAt + 3_600_000 },
    } as const;
    for (const [what, filter] of Object.entries(histories))
      add(`${who}: history, ${what}`, () => decisions.history(caller, filter, page));
    add(`${who}: history, user and module`, () =>
      decisions.history(caller, { userId: 'banking-7', moduleName: 'executor' }, page),
    );
    add(`${who}: history, decision and time`, () =>
      decisions.history(caller, { verdict: 'reject', from: 0, to: requestedAt }, page),
    );
    for (const [what, filter] of Object.entries({
      all: {},
      labelled: { labels: [['team', 'payments']] as const },
    }))
      add(`${who}: list of ${what}`, () => reviews.list(caller, filter, { limit: LIMIT, offset: LIMIT }));
    add(`${who}: history, counted`, () => counting.decisions.history(caller, {}, page, COUNTED_ANEW));
    add(`${who}: of a session`, () => reviews.ofSession(caller, session));
    add(`${who}: memories of a session`, () => memories.page(caller, session, { limit: LIMIT }));
    for (const q of ['payments', 'batch 77', 'absent', 'pay*'])
      add(`${who}: memories with "${q}"`, () => memories.search(caller, { q }, { limit: LIMIT }));
  }
  return asks;
}

function viewer(id: string, groups: readonly string[], roles: readonly Role[]): Viewer {
  return {
    id,
    issuer: 'countersign-dev',
    name: id,
    email: '',
    slackId: '',
    kind: 'human',
    groups,
    roles,
    workspace: DEVELOPMENT_WORKSPACE,
    onBehalfOf: null,
    credential: `jwt:${id}`,
    scopes: [],
    restrictedTo: null,
  };
}

import type { Position } from '@countersign/event-store';
import type { FactFilter, Viewer } from '@countersign/projections';
import { RememberedTotals } from '../../libs/projections/src/progress/remembered-totals';
import type { ReadModelQueries } from '../../libs/projections/src/read-model/read-model';
import { filtersOf, LIMIT, placeOf, SEARCHES, SORTS, VIEWERS } from './asked';
import type { Filled } from './fill';
import type { Question } from './question';

type Add = (list: string, name: string, look: () => Promise<Answer>) => void;
type Answer = number | readonly unknown[] | { readonly items: readonly unknown[] };

const sizeOf = (answer: Answer): number =>
  typeof answer === 'number' ? answer : 'items' in answer ? answer.items.length : answer.length;

/** The views are always further than what was counted, and the caller knows of it. */
const COUNTED_ANEW = BigInt(Number.MAX_SAFE_INTEGER) as Position;
let position = 0n;
const forgotten = () => new RememberedTotals(() => (position += 1n) as Position);

/** Asked of the views themselves. */
export function queriesOf(
  queriesWith: (totals: RememberedTotals) => ReadModelQueries,
  { middle }: Filled,
): readonly Question[] {
  const { reviews, decisions, memories } = queriesWith(new RememberedTotals(() => null));
  const counting = queriesWith(forgotten());
  const { requestedAt, session, asked } = middle;
  const [place, filters] = [placeOf(middle), filtersOf(middle)];
  const asks: Question[] = [];
  const add: Add = (list, name, look) => {
    const ask = async () => {
      const answer = await look();
      return () => sizeOf(answer);
    };
    asks.push({ list, name, ask });
  };
  for (const [who, caller] of Object.entries(VIEWERS)) {
    for (const [what, filter] of Object.entries(filters)) {
      for (const sort of SORTS) {
        const page = { limit: LIMIT, sort };
        add(`reviews, ${sort}`, `${who}: ${what}, ${sort}`, () => reviews.page(caller, filter, page));
        if (what === 'all' || what === 'status pending')
          add(`reviews, ${sort}`, `${who}: ${what}, ${sort}, deep`, () =>
            reviews.page(caller, filter, { ...page, after: place }),
          );
      }
    }
    for (const [what, filter] of Object.entries(filters))
      add('totals', `${who}: count of ${what}`, () => counting.reviews.count(caller, filter, COUNTED_ANEW));
    for (const [what, q] of Object.entries(SEARCHES)) {
      add('totals', `${who}: count of ${what}`, () => counting.reviews.count(caller, { q }, COUNTED_ANEW));
      add('search', `${who}: search for ${what}`, () => reviews.search(caller, { q }, { limit: LIMIT }));
      add('search', `${who}: search for ${what}, deep`, () =>
        reviews.search(caller, { q }, { limit: LIMIT, after: asked }),
      );
    }
    add('search', `${who}: search among pending`, () =>
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
      add('history', `${who}: history, ${what}`, () => decisions.history(caller, filter, page));
    add('history', `${who}: history, user and module`, () =>
      decisions.history(caller, { userId: 'banking-7', moduleName: 'executor' }, page),
    );
    add('history', `${who}: history, decision and time`, () =>
      decisions.history(caller, { verdict: 'reject', from: 0, to: requestedAt }, page),
    );
    for (const [what, filter] of Object.entries({
      all: {},
      labelled: { labels: [['team', 'payments']] as const },
    }))
      add('reviews with an offset', `${who}: list of ${what}`, () =>
        reviews.list(caller, filter, { limit: LIMIT, offset: LIMIT }),
      );
    add('totals', `${who}: history, counted`, () =>
      counting.decisions.history(caller, {}, page, COUNTED_ANEW),
    );
    add('a session', `${who}: of a session`, () => reviews.ofSession(caller, session));
    add('a session', `${who}: memories of a session`, () => memories.page(caller, session, { limit: LIMIT }));
    for (const q of ['payments', 'batch 77', 'absent', 'pay*'])
      add('search of memories', `${who}: memories with "${q}"`, () =>
        memories.search(caller, { q }, { limit: LIMIT }),
      );
  }
  addOversight(add, queriesWith(new RememberedTotals(() => null)), middle);
  return asks;
}

/** What only those see who oversee the workspace. */
function addOversight(
  add: Add,
  { facts, statistics }: ReadModelQueries,
  { id, session, requestedAt }: Filled['middle'],
): void {
  const { workspace } = VIEWERS['overseer'] as Viewer;
  const filters: Readonly<Record<string, FactFilter>> = {
    all: {},
    type: { types: ['RejectionGiven'] },
    types: { types: ['RejectionGiven', 'ReviewRequested'] },
    actor: { actor: 'banking-7' },
    'actor and type': { actor: 'banking-7', types: ['RejectionGiven'] },
    review: { review: id },
    session: { session },
    kind: { kind: 'memory' },
    time: { from: requestedAt, to: requestedAt + 3_600_000 },
  };
  for (const [what, filter] of Object.entries(filters))
    for (const direction of ['asc', 'desc'] as const)
      add('events', `overseer: events, ${what}, ${direction}`, () =>
        facts.page(workspace, filter, { limit: LIMIT, direction }),
      );
  const day = Math.floor(requestedAt / DAY_MS);
  add('statistics', 'overseer: statistics of 30 days', async () => {
    const { days } = await statistics.of(workspace, { from: day - 29, to: day }, requestedAt, COUNTED_ANEW);
    return days;
  });
}

const DAY_MS = 86_400_000;

import type { PagedReviewFilter } from '@countersign/projections';
import { cursorOf } from '../../libs/api-native/src/review-cursor';
import { searchCursorOf } from '../../libs/api-native/src/search-query';
import { filtersOf, LIMIT, placeOf, SEARCHES, SORTS, VIEWERS } from './asked';
import type { Filled } from './fill';

/** A list or a search of one of the APIs, as a client asks for it. */
export interface ListRequest {
  /** Who asks stands before a colon. */
  readonly name: string;
  readonly list: string;
  readonly who: string;
  readonly path: string;
}

/** Of all four APIs. A page that tells its total counts as a total: it waits for that. */
export function requestsOf({ middle }: Filled): readonly ListRequest[] {
  const asks = [...ofNative(middle), ...ofAccess(), ...ofApprovals(middle), ...ofOutputs(middle)];
  const requests = Object.keys(VIEWERS).flatMap((who) =>
    asks.map(({ name, list, path }) => ({ name: `${who}: ${name}`, list, who, path })),
  );
  const to = new Date(middle.requestedAt).toISOString().slice(0, 10);
  return [
    ...requests,
    { name: 'overseer: statistics', list: 'statistics', who: 'overseer', path: `/v1/stats?to=${to}` },
  ];
}

type Middle = Filled['middle'];
type Asked = Omit<ListRequest, 'who'>;
type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

function* ofNative(middle: Middle): Generator<Asked> {
  const place = placeOf(middle);
  for (const [what, filter] of Object.entries(filtersOf(middle))) {
    for (const sort of SORTS) {
      const page = { ...parametersOf(filter), sort, limit: String(LIMIT) };
      const list = `reviews, ${sort}`;
      yield { list, name: `${what}, ${sort}`, path: to('/v1/reviews', page) };
      if (what === 'all' || what === 'status pending') {
        const cursor = cursorOf(sort, place);
        yield { list, name: `${what}, ${sort}, deep`, path: to('/v1/reviews', { ...page, cursor }) };
      }
    }
  }
  for (const [what, q] of Object.entries(SEARCHES)) {
    const cursor = searchCursorOf(middle.asked);
    yield { list: 'search', name: `search for ${what}`, path: to('/v1/reviews', { q }) };
    yield { list: 'search', name: `search for ${what}, deep`, path: to('/v1/reviews', { q, cursor }) };
  }
  yield {
    list: 'search',
    name: 'search among pending',
    path: to('/v1/reviews', { q: 'release', status: 'PENDING' }),
  };
  for (const q of ['payments', 'batch 77', 'absent', 'pay*'])
    yield { list: 'search of memories', name: `memories with "${q}"`, path: to('/v1/memories', { q }) };
  const decisions = {
    all: {},
    verdict: { verdict: 'reject' },
    actor: { actor: 'banking-7' },
    session: { session: middle.session },
  };
  for (const [what, filter] of Object.entries(decisions))
    yield { list: 'decisions', name: `decisions, ${what}, counted`, path: to('/v1/decisions', filter) };
}

function* ofAccess(): Generator<Asked> {
  const filters = { all: {}, pending: { status: 'PENDING' }, mine: { user: 'me' } };
  for (const [what, filter] of Object.entries(filters))
    yield {
      list: 'access',
      name: `access, ${what}, counted`,
      path: to('/api/reviews', { ...filter, limit: String(LIMIT) }),
    };
}

function* ofApprovals({ links }: Middle): Generator<Asked> {
  const filters = {
    all: {},
    kind: { subject_kind: 'changeset' },
    pending: { status: 'pending' },
    thread: { thread_id: links.thread ?? undefined },
    'assigned to me': { assignedToMe: 'true' },
  };
  for (const [what, filter] of Object.entries(filters))
    yield { list: 'approvals', name: `approvals, ${what}`, path: to('/api/v1/approvals', filter) };
}

function* ofOutputs({ session, requestedAt }: Middle): Generator<Asked> {
  const from = new Date(requestedAt).toISOString();
  const filters = {
    all: {},
    module: { module_name: 'executor' },
    decision: { decision: 'reject' },
    user: { user_id: 'banking-7' },
    session: { session_id: session },
    time: { from, to: new Date(requestedAt + 3_600_000).toISOString() },
  };
  for (const [what, filter] of Object.entries(filters))
    yield { list: 'outputs', name: `outputs, ${what}, counted`, path: to('/api/v1/review/history', filter) };
  yield { list: 'outputs', name: 'outputs, memories', path: `/api/v1/review/${session}/memories` };
}

function parametersOf({ status, labels, decidable, subjectKind, mine, ...filter }: PagedReviewFilter) {
  const { createdFrom, createdTo, action, session, thread, group, requester } = filter;
  return {
    ...{ status, action, session, thread, group, requester },
    kind: subjectKind,
    mine: mine === true ? 'true' : undefined,
    decidable: decidable === undefined ? undefined : 'true',
    label: labels?.map(([key, value]) => `${key}:${value}`),
    createdFrom: timeOf(createdFrom),
    createdTo: timeOf(createdTo),
  };
}

const timeOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

function to(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    if (given === undefined) continue;
    for (const value of typeof given === 'string' ? [given] : given) query.append(name, value);
  }
  return `${path}?${query.toString()}`;
}

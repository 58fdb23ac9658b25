import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import type { PagedReviewFilter, ReviewPlace, ReviewSort, Viewer } from '@countersign/projections';
import type { Role } from '@countersign/review';
import { STRANGER } from './copies';
import type { Filled } from './fill';

export const LIMIT = 50;
export const SORTS: readonly ReviewSort[] = ['newest', 'oldest', 'updated', 'deadline'];
export const SEARCHES: Readonly<Record<string, string>> = {
  'a rare word': 'rarely',
  'a middling word': 'middling',
  'a common word': 'release',
  'two words': 'even payments',
  'a common and a rare word': 'release rarely',
  'words that never meet': 'even middling',
  'a word of what others see': 'elsewhere',
  'a common beginning': 'ref*',
  'a middling beginning': 'ref3*',
  'a rare beginning': 'ref3a1*',
  'no such word': 'absent',
};

/** Who oversees the workspace; who sees three eighths of it; who asked for a fortieth; who asked for 25 in all; a member of many groups. */
export const VIEWERS: Readonly<Record<string, Viewer>> = {
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

/** Where a deep page begins. */
export function placeOf({ requestedAt, id, updatedAt }: Filled['middle']): ReviewPlace {
  return { requestedAt, id, updatedAt, deadline: null };
}

export function filtersOf({
  requestedAt,
  session,
  links,
}: Filled['middle']): Readonly<Record<string, PagedReviewFilter>> {
  return {
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

import { randomUUID } from 'node:crypto';
import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import type { Principal, RequestReview, ReviewDecision } from '@countersign/review';

/** What happens to one review: it is asked for, decided once or twice, and remembered once it is settled. */
export interface Story {
  readonly review: string;
  readonly asked: RequestReview;
  readonly decisions: readonly ReviewDecision[];
  readonly memories: readonly string[];
}

/** Asked, a first decision, a second one, memories. */
export const STEPS = 4;

const STATEMENT = `UPDATE payments SET state = 'released' WHERE batch = 20260317 AND state = 'held' -- ${'x'.repeat(220)}`;
const AMENDED = { input: STATEMENT.replace('20260317', '20260318') };
const NOTE = 'Checked against the ticket, fine to go';
const ASKED_AT = 1_773_743_460_000;
const MINUTE = 60_000;
const PEOPLE = 40;

/** Of eight reviews one stays open, one is rejected, three need one approval, two need two, one is amended on its way. */
export function story(index: number): Story {
  const review = randomUUID();
  const at = ASKED_AT + index * 1_000;
  const kind = index % 8;
  const groups = kind > 4 ? ['banking', 'security'] : ['banking'];
  const first = person(index, 'banking');
  const second = person(index, 'security');
  return {
    review,
    asked: asked(index, review, at, groups),
    decisions: decisionsOf(kind, at, first, second),
    memories: kind === 0 ? [] : [`${NOTE}: batch ${index} of the held payments`],
  };
}

function decisionsOf(
  kind: number,
  at: number,
  first: Principal,
  second: Principal,
): readonly ReviewDecision[] {
  if (kind === 0) return [];
  if (kind === 1) return [{ ...plain(at + MINUTE, first), kind: 'RejectReview' }];
  const approval = (minutes: number, actor: Principal, amendments: typeof AMENDED | null): ReviewDecision => {
    return { ...plain(at + minutes * MINUTE, actor), kind: 'ApproveReview', amendments, timeWindow: null };
  };
  const one = approval(1, first, kind === 7 ? AMENDED : null);
  return kind > 4 ? [one, approval(2, second, null)] : [one];
}

function plain(at: number, actor: Principal) {
  const seen = { digest: null, revision: null };
  return { at, actor, note: NOTE, force: false, seen, pendingOnly: false };
}

function asked(index: number, review: string, at: number, groups: readonly string[]): RequestReview {
  return {
    kind: 'RequestReview',
    at,
    actor: person(index, null),
    review,
    session: `bench-${review}`,
    subject: { kind: index % 3 === 0 ? 'changeset' : 'session', id: `subject-${index}` },
    action: index % 2 === 0 ? 'exec' : 'apply',
    title: 'Release the held payments of 17 March',
    rationale: 'The batch was held by mistake',
    payload: { connection: 'payments-db', input: STATEMENT },
    links: { thread: `thread-${index >> 2}`, turn: null, toolCall: null, changeset: `changeset-${index}` },
    labels: { module: 'executor', team: 'payments' },
    assignee: null,
    deadline: null,
    type: 'onetime',
    accessDurationSeconds: 0,
    groups,
    minApprovals: 0,
    forceApprovalGroups: [],
    candidateMemories: [],
    idempotencyKey: null,
    rule: null,
  };
}

function person(index: number, group: string | null): Principal {
  const id = `${group ?? 'asker'}-${index % PEOPLE}`;
  return {
    id,
    issuer: 'countersign-dev',
    name: `${id} Benchley`,
    email: `${id}@example.com`,
    slackId: '',
    kind: 'human',
    groups: group === null ? [] : [group],
    roles: group === null ? [] : ['reviewer'],
    workspace: DEVELOPMENT_WORKSPACE,
    onBehalfOf: null,
    credential: `jwt:${id}`,
    scopes: [],
    restrictedTo: null,
  };
}

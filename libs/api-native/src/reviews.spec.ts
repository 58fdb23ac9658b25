import type { Principal } from '@countersign/review';
import { agent7, alice, bob } from '@countersign/testing';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { ApiNativeModule, nativeErrors } from './index';
import type { ReviewBody } from './review-body';

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const DIGEST = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const TEXT = expect.any(String) as string;
const POSITION = expect.stringMatching(/^\d+$/) as string;

let app: DialectApp;
beforeAll(async () => {
  app = await startDialectApp([ApiNativeModule], [nativeErrors]);
});
afterAll(() => app.stop());

const post = (who: Principal | null, path: string, body?: unknown, headers = {}): Promise<Answer> =>
  app.send(who, `POST /v1/reviews${path}`, { body, headers });
const get = (who: Principal, path: string, headers = {}): Promise<Answer> =>
  app.send(who, `GET /v1/reviews${path}`, { headers });
const reviewIn = (answer: Answer): ReviewBody => answer.body as ReviewBody;
const asking = (more: object = {}): object => ({
  subjectKind: 'changeset',
  action: 'apply',
  payload: { sql: 'SELECT 1' },
  ...more,
});
async function ask(more: object = {}, who: Principal = alice): Promise<ReviewBody> {
  const answer = await post(who, '', asking(more));
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return reviewIn(answer);
}
describe('a review', () => {
  it('is asked for with everything, and read as it was answered', async () => {
    const asked = await post(agent7, '', {
      subjectKind: 'changeset',
      subjectId: 'c-1',
      action: 'apply',
      title: 'Rename a column',
      rationale: 'It is misspelt',
      payload: { sql: 'ALTER TABLE' },
      session: 's-all',
      thread: 't-1',
      turn: 'u-1',
      toolCall: 'k-1',
      changeset: 'c-2',
      assignee: 'bob',
      labels: { team: 'payments' },
      candidateMemories: ['It was misspelt'],
      deadline: '2199-01-01T00:00:00+01:00',
      type: 'jit',
      accessDurationSeconds: 60,
      groups: ['banking', 'security'],
      minApprovals: 2,
      forceApprovalGroups: ['oncall'],
    });
    const { id } = reviewIn(asked);
    expect(asked).toMatchObject({
      status: 201,
      headers: { location: `/v1/reviews/${id}`, etag: `"${id}:0"`, 'x-position': POSITION },
    });
    const slot = {
      id: UUID,
      status: 'PENDING',
      by: null,
      at: null,
      forced: false,
      selfApproved: false,
      voided: false,
    };
    const whyNot = (type: string) => ({ type: `urn:countersign:problem:${type}`, detail: TEXT });
    const banking = { kind: 'group', group: 'banking' };
    const security = { kind: 'group', group: 'security' };
    const body = {
      id: UUID,
      revision: 0,
      status: 'PENDING',
      type: 'jit',
      session: 's-all',
      subjectKind: 'changeset',
      subjectId: 'c-1',
      action: 'apply',
      title: 'Rename a column',
      digest: DIGEST,
      requester: { id: 'agent-7', name: 'Agent-7 Example' },
      onBehalfOf: 'alice',
      assignee: 'bob',
      thread: 't-1',
      changeset: 'c-2',
      labels: { team: 'payments' },
      groups: ['banking', 'security'],
      approvals: 0,
      approvalsNeeded: 2,
      decidedBy: null,
      decidedAt: null,
      requestedAt: TIME,
      updatedAt: TIME,
      deadline: '2198-12-31T23:00:00.000Z',
      rationale: 'It is misspelt',
      payload: { sql: 'ALTER TABLE' },
      version: 1,
      versions: [{ version: 1, digest: DIGEST, by: 'agent-7', at: TIME }],
      turn: 'u-1',
      toolCall: 'k-1',
      policy: {
        rule: null,
        ruleRevision: null,
        minApprovals: 2,
        distinctApprovers: false,
        forbidAdminSelfApproval: false,
        forceApprovalGroups: ['oncall'],
        amending: 'second-person',
        reasonRequired: [],
        grantTtlSeconds: 900,
      },
      slots: [
        { ...slot, holder: banking },
        { ...slot, holder: security },
      ],
      extraEntries: [],
      decisions: [],
      candidateMemories: ['It was misspelt'],
      timeWindow: null,
      accessDurationSeconds: 60,
      accessUntil: null,
      leases: [],
      execution: null,
      finding: null,
      withdrawn: null,
      missing: {
        approvals: 2,
        secondPerson: false,
        openSlots: [
          { index: 0, holder: banking, isHeld: false },
          { index: 1, holder: security, isHeld: false },
        ],
      },
      permissions: {
        approve: whyNot('agents-cannot-decide'),
        reject: null,
        revoke: whyNot('wrong-state'),
        forceApprove: whyNot('agents-cannot-decide'),
        forceReject: whyNot('not-eligible'),
        forceRevoke: whyNot('wrong-state'),
        withdraw: null,
        reassign: whyNot('agents-cannot-decide'),
        claim: whyNot('wrong-state'),
        reconcile: whyNot('agents-cannot-decide'),
      },
    };
    expect(asked.body).toEqual(body);
    const read = await get(agent7, `/${id.toUpperCase()}`);
    expect(read).toMatchObject({ status: 200, body: asked.body, headers: { etag: `"${id}:0"` } });
    const bobs = reviewIn(await get(bob, `/${id}`));
    expect(bobs).toMatchObject({
      permissions: { approve: null },
      missing: { openSlots: [{ isHeld: true }, {}] },
    });
  });

  it('is approved, and says how it stands', async () => {
    const { id, digest } = await ask({ groups: ['banking'] });
    const body = {
      verdict: 'approve',
      note: 'Fine',
      timeWindow: { start: '8:00', end: '18:00' },
      seenDigest: digest,
    };
    const approved = await post(bob, `/${id}/decisions`, body, { 'if-match': `"${id}:0"` });
    expect(approved).toMatchObject({
      status: 200,
      headers: { etag: `"${id}:2"`, 'x-position': POSITION },
      body: {
        status: 'APPROVED',
        revision: 2,
        approvals: 1,
        decidedBy: { id: 'bob', name: 'Bob Example' },
        decidedAt: TIME,
        accessUntil: TIME,
        timeWindow: { start: '08:00', end: '18:00' },
        slots: [{ status: 'APPROVED', by: { id: 'bob', name: 'Bob Example' }, at: TIME }],
        decisions: [
          { eventId: UUID, verdict: 'approve', note: 'Fine', version: 1, slots: [0], outcomeEventId: UUID },
        ],
        missing: { approvals: 0, secondPerson: false, openSlots: [] },
      },
    });
    expect(reviewIn(await get(bob, `/${id}`))).toEqual(approved.body);
  });
});

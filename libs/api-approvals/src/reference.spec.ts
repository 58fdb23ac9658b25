import { decide, evolve, type Review, type ReviewCommand, type ReviewState } from '@countersign/review';
import { alice, approve, bob, person, requested } from '@countersign/testing';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { approvalsErrors, ApiApprovalsModule } from './index';
import { toBody } from './translate';

/** The approval of every exchange in the reference, as it is printed there. */
const PRINTED = {
  actionKind: 'apply',
  assignedUserId: '35a1b60a-b60e-4d90-8491-523f2d437a8e',
  createdAt: '2019-08-24T14:15:22Z',
  expiresAt: '2019-08-24T14:15:22Z',
  id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  idempotencyKey: 'string',
  rationale: 'string',
  requestPayload: {},
  requestedEventId: '3d4d9682-310e-497b-b982-f015e17a465f',
  requesterUserId: '9f4de474-a81a-4058-bdf9-c5e1d8c1a9af',
  resolutionNote: 'string',
  resolvedAt: '2019-08-24T14:15:22Z',
  resolvedBy: '14b2aa2a-efb0-4ef1-9ffc-3025efbd2222',
  resolvedEventId: '812b5d17-6c80-4776-a21b-73c2932f1589',
  status: 'pending',
  subjectChangesetId: '167a51a5-dda7-48a3-bd72-4d47b5eb3aea',
  subjectKind: 'changeset',
  threadId: '51f72284-0555-48fe-a20a-4369ee94dc3e',
  title: 'string',
  toolCallId: 'string',
  turnId: '7513f73d-27ec-455d-85b7-7bd021b4dccf',
  updatedAt: '2019-08-24T14:15:22Z',
  workspaceId: 'ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c',
};
const FIELDS = Object.keys(PRINTED);
const BASE = '/api/v1/approvals';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const anId = expect.stringMatching(UUID) as string;
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

describe('the approval that the reference prints', () => {
  it('is shown with every printed value, resolved as its resolution says, and times to the millisecond', () => {
    const at = Date.parse(PRINTED.createdAt);
    const workspace = PRINTED.workspaceId;
    const asked = requested({
      at,
      actor: person(PRINTED.requesterUserId, { workspace }),
      review: PRINTED.id,
      subject: { kind: PRINTED.subjectKind, id: PRINTED.subjectChangesetId },
      action: PRINTED.actionKind,
      title: PRINTED.title,
      rationale: PRINTED.rationale,
      payload: PRINTED.requestPayload,
      links: {
        thread: PRINTED.threadId,
        turn: PRINTED.turnId,
        toolCall: PRINTED.toolCallId,
        changeset: PRINTED.subjectChangesetId,
      },
      // Due a moment later: the reference prints one time for everything, and nothing is approved when it is due.
      deadline: at + 1,
      idempotencyKey: PRINTED.idempotencyKey,
      assignee: PRINTED.assignedUserId,
      forceApprovalGroups: ['oncall'],
    });
    // Somebody other than the assignee resolved it: a member of the force group.
    const resolver = person(PRINTED.resolvedBy, { workspace, groups: ['oncall'] });
    const review = recordedAs(
      [PRINTED.requestedEventId, 'the vote', PRINTED.resolvedEventId],
      [asked, approve(resolver, { at, note: PRINTED.resolutionNote, force: true })],
    );
    const shown = toBody(review);
    const time = '2019-08-24T14:15:22.000Z';
    expect(shown).toEqual({
      ...PRINTED,
      status: 'approved',
      createdAt: time,
      expiresAt: '2019-08-24T14:15:22.001Z',
      resolvedAt: time,
      updatedAt: time,
    });
    expect(Object.keys(shown)).toEqual(FIELDS);
  });
});

describe('the exchanges of the reference', () => {
  let app: DialectApp;
  beforeAll(async () => {
    app = await startDialectApp([ApiApprovalsModule], [approvalsErrors]);
  });
  afterAll(() => app.stop());

  const ask = async (): Promise<Record<string, unknown>> => {
    const { actionKind, rationale, requestPayload, subjectChangesetId, subjectKind } = PRINTED;
    const { threadId, title, toolCallId, turnId } = PRINTED;
    const subject = { actionKind, subjectKind, subjectChangesetId, title, rationale, requestPayload };
    const body = { ...subject, threadId, turnId, toolCallId, expiresAt: '2099-08-24T14:15:22Z' };
    return approvalIn(await app.send(alice, `POST ${BASE}`, { body: { ...body, assignedUserId: 'bob' } }));
  };
  /** What is printed, with what is of this run. */
  const pending = {
    ...PRINTED,
    assignedUserId: 'bob',
    createdAt: aTime,
    expiresAt: '2099-08-24T14:15:22.000Z',
    id: anId,
    idempotencyKey: null,
    requestedEventId: anId,
    requesterUserId: 'alice',
    resolutionNote: null,
    resolvedAt: null,
    resolvedBy: null,
    resolvedEventId: null,
    updatedAt: aTime,
    workspaceId: alice.workspace,
  };

  it.each(['approve', 'reject'])(
    'carry the 23 fields in the printed order: list, get and %s',
    async (verb) => {
      const { id } = await ask();
      const listed = await app.send(alice, `GET ${BASE}?subject_kind=changeset&limit=1`);
      expect(listed).toMatchObject({ status: 200 });
      expect(listed.body).toEqual({ items: [{ ...pending, id }] });
      const [item] = (listed.body as { items: object[] }).items;
      expect(Object.keys(item ?? {})).toEqual(FIELDS);

      const got = approvalIn(await app.send(alice, `GET ${BASE}/${String(id)}`));
      expect(got).toEqual({ ...pending, id });
      expect(Object.keys(got)).toEqual(FIELDS);

      const body = { note: PRINTED.resolutionNote };
      const resolved = approvalIn(await app.send(bob, `POST ${BASE}/${String(id)}/${verb}`, { body }));
      expect(resolved).toEqual({
        ...got,
        status: verb === 'approve' ? 'approved' : 'rejected',
        resolutionNote: 'string',
        resolvedAt: aTime,
        resolvedBy: 'bob',
        resolvedEventId: anId,
        updatedAt: resolved['resolvedAt'],
      });
      expect(Object.keys(resolved)).toEqual(FIELDS);
    },
  );

  it.each([
    ['GET', '?limit=0&status=maybe', undefined, 2],
    ['GET', '/not-a-uuid', undefined, 1],
    ['POST', '/not-a-uuid/approve', {}, 1],
    ['POST', '/not-a-uuid/reject', {}, 1],
    ['POST', `/${PRINTED.id}/approve`, { note: 1 }, 1],
    ['POST', `/${PRINTED.id}/reject`, { note: [] }, 1],
  ])('have one body for 422: %s %s %j', async (method, path, body, count) => {
    const answer = await app.send(bob, `${method} ${BASE}${path}`, { body });
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({ detail: expect.any(Array) as unknown });
    const { detail } = answer.body as { detail: Record<string, unknown>[] };
    expect(detail).toHaveLength(count);
    for (const problem of detail) {
      expect(Object.keys(problem)).toEqual(['loc', 'msg', 'type']);
      expect(problem['loc']).toEqual([expect.any(String), expect.any(String)]);
      expect([typeof problem['msg'], typeof problem['type']]).toEqual(['string', 'string']);
    }
  });
});

/** The approval in an answer that holds nothing else. */
function approvalIn({ body }: Answer): Record<string, unknown> {
  expect(Object.keys(body as object)).toEqual(['approval']);
  return (body as { approval: Record<string, unknown> }).approval;
}

/** The review that these commands made, its events stored under these ids. */
function recordedAs(ids: readonly string[], commands: readonly ReviewCommand[]): Review {
  const left = [...ids];
  let state: ReviewState = null;
  for (const command of commands) {
    const result = decide(command, state);
    if (result.kind !== 'accepted') throw new Error(`${command.kind} ${JSON.stringify(result)}`);
    for (const event of result.events) state = evolve(state, event, left.shift() ?? '');
  }
  if (state === null || left.length > 0) throw new Error('other events than expected');
  return state;
}

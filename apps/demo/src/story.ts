import { at, type Stage } from './stage';

/** One story through all three APIs. `run` keeps the sessions of two runs apart. */
export async function story(stage: Stage, run: string): Promise<void> {
  const access = await accessReviewOfTwoGroups(stage, `db-${run}`);
  await changesetWithNote(stage, run);
  await outputWithAmendments(stage, `chat-${run}`);
  await refusedSelfApproval(stage, `self-${run}`);
  await revocation(stage, access);
  await lostRace(stage);
}

async function accessReviewOfTwoGroups(stage: Stage, session: string): Promise<string> {
  stage.scene('Alice wants a session on the payments database; banking and security must agree');
  const asked = await stage.play('alice', {
    method: 'POST',
    path: `/api/sessions/${session}/review`,
    body: {
      groups: ['banking', 'security'],
      connection: 'payments-db',
      input: "DELETE FROM holds WHERE state = 'stale'",
      access_duration_sec: 1800,
    },
  });
  stage.expect(asked, 201, {
    status: 'PENDING',
    session,
    access_duration: 1_800_000_000_000,
    'review_groups_data.length': 2,
    'review_groups_data.0.group': 'banking',
    'review_groups_data.0.status': 'PENDING',
    'review_groups_data.0.reviewed_by': null,
  });
  const review = String(at(asked.body, 'id'));

  const first = await stage.play('bob', {
    method: 'PUT',
    path: `/api/sessions/${session}/review`,
    body: { status: 'APPROVED' },
  });
  stage.expect(first, 200, {
    status: 'PENDING',
    revoke_at: null,
    'review_groups_data.0.status': 'APPROVED',
    'review_groups_data.0.reviewed_by.id': 'bob',
    'review_groups_data.1.status': 'PENDING',
  });

  const second = await stage.play('carol', {
    method: 'PUT',
    path: `/api/reviews/${review}`,
    body: { status: 'approved' },
  });
  stage.expect(second, 200, { status: 'APPROVED', 'review_groups_data.1.reviewed_by.id': 'carol' });
  return review;
}

async function changesetWithNote(stage: Stage, run: string): Promise<void> {
  stage.scene('An agent asks for a changeset to be applied; Bob approves it with a note');
  const asked = await stage.play('agent-7', {
    method: 'POST',
    path: '/api/v1/approvals',
    body: {
      subjectKind: 'changeset',
      actionKind: 'apply',
      subjectChangesetId: `changeset-${run}`,
      title: 'Rename column amount to amount_cents',
      rationale: 'Amounts were mixed up twice last month',
      requestPayload: { statements: ['ALTER TABLE holds RENAME COLUMN amount TO amount_cents'] },
    },
  });
  stage.expect(asked, 201, { 'approval.status': 'pending', 'approval.requesterUserId': 'agent-7' });
  const id = String(at(asked.body, 'approval.id'));

  const mine = await stage.play('bob', {
    method: 'GET',
    path: `/api/v1/approvals?changesetId=changeset-${run}&status=pending`,
  });
  stage.expect(mine, 200, { 'items.length': 1, 'items.0.id': id });

  const approved = await stage.play('bob', {
    method: 'POST',
    path: `/api/v1/approvals/${id}/approve`,
    body: { note: 'Checked against staging' },
  });
  stage.expect(approved, 200, {
    'approval.status': 'approved',
    'approval.resolvedBy': 'bob',
    'approval.resolutionNote': 'Checked against staging',
  });
}

async function outputWithAmendments(stage: Stage, session: string): Promise<void> {
  stage.scene("An agent's output is approved with amendments and leaves memories");
  const asked = await stage.play('agent-7', {
    method: 'POST',
    path: `/api/v1/review/${session}/request`,
    body: {
      module_name: 'executor',
      review_type: 'workflow_output',
      content: 'MATCH (fs:FaultSchedule) RETURN fs',
      candidate_memories: ['Fault schedules are asked for by reactor unit'],
    },
  });
  stage.expect(asked, 201, { session_id: session });

  const pending = await stage.play('carol', { method: 'GET', path: `/api/v1/review/${session}/pending` });
  stage.expect(pending, 200, {
    has_pending: true,
    'review.module_name': 'executor',
    'review.review_type': 'workflow_output',
    'review.content': 'MATCH (fs:FaultSchedule) RETURN fs',
  });

  const approved = await stage.play('carol', {
    method: 'POST',
    path: `/api/v1/review/${session}/approve`,
    body: { amendments: 'MATCH (fs:FaultSchedule {active: true}) RETURN fs', note: 'Only active schedules' },
  });
  stage.expect(approved, 200, {
    length: 4,
    '0.event': 'review_completed',
    '0.data.decision': 'approve',
    '0.data.session_id': session,
    '1.event': 'step_started',
    '1.data.node': 'crystallise',
    '2.event': 'step_completed',
    '3.event': 'done',
  });
  const memoryIds = at(approved.body, '2.data.memory_ids');

  const memories = await stage.play('agent-7', { method: 'GET', path: `/api/v1/review/${session}/memories` });
  stage.expect(memories, 200, { session_id: session, count: at(memoryIds, 'length') });

  const history = await stage.play('carol', {
    method: 'GET',
    path: `/api/v1/review/history?session_id=${session}`,
  });
  stage.expect(history, 200, {
    total: 1,
    'items.0.decision': 'approve',
    'items.0.user_id': 'carol',
    'items.0.amendments': 'MATCH (fs:FaultSchedule {active: true}) RETURN fs',
    'items.0.memory_ids': memoryIds,
  });
}

async function refusedSelfApproval(stage: Stage, session: string): Promise<void> {
  stage.scene('Bob cannot approve what he asked for himself');
  const asked = await stage.play('bob', {
    method: 'POST',
    path: `/api/sessions/${session}/review`,
    body: { groups: ['banking'], connection: 'payments-db', input: 'SELECT 1' },
  });
  stage.expect(asked, 201, { status: 'PENDING' });
  const refused = await stage.play('bob', {
    method: 'PUT',
    path: `/api/sessions/${session}/review`,
    body: { status: 'APPROVED' },
  });
  stage.expect(refused, 400, { message: 'unable to self approve review' });
}

async function revocation(stage: Stage, review: string): Promise<void> {
  stage.scene('Dave, an administrator, takes the consent back; nobody can change that');
  const revoked = await stage.play('dave', {
    method: 'PUT',
    path: `/api/reviews/${review}`,
    body: { status: 'REVOKED' },
  });
  stage.expect(revoked, 200, { status: 'REVOKED' });
  const late = await stage.play('carol', {
    method: 'PUT',
    path: `/api/reviews/${review}`,
    body: { status: 'APPROVED' },
  });
  stage.expect(late, 400, { message: 'review is in wrong state' });
}

async function lostRace(stage: Stage): Promise<void> {
  stage.scene('Bob approves while Carol rejects: one wins, the other is told who did');
  const asked = await stage.play('alice', {
    method: 'POST',
    path: '/api/v1/approvals',
    body: { subjectKind: 'tool_call', actionKind: 'run', title: 'Send the newsletter', requestPayload: {} },
  });
  stage.expect(asked, 201);
  const path = `/api/v1/approvals/${String(at(asked.body, 'approval.id'))}`;
  const answers = await Promise.all([
    stage.play('bob', { method: 'POST', path: `${path}/approve`, body: {} }),
    stage.play('carol', { method: 'POST', path: `${path}/reject`, body: { note: 'Not on a Sunday' } }),
  ]);
  const statuses = answers.map(({ status }) => status).sort();
  const loser = answers.find(({ status }) => status === 409);
  const detail = String(at(loser?.body, 'detail'));
  stage.judge([
    ...(statuses.join() === '200,409' ? [] : [`the statuses are ${statuses.join(' and ')}, not 200 and 409`]),
    ...(/bob|carol/i.test(detail) ? [] : [`the loser is not told who decided: ${detail}`]),
  ]);
}

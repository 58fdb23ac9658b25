import type { Reply, Send } from './people';

/** Asks through access for the approvals of groups; the review's id. */
export async function askGroups(
  send: Send,
  session: string,
  groups: readonly string[],
  more = {},
): Promise<string> {
  const asked = await send('POST', `/api/sessions/${session}/review`, { groups, connection: 'db', ...more });
  return (created(asked) as { id: string }).id;
}

/** Asks through approvals; the review's id. */
export async function askApproval(send: Send, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const asked = await send('POST', '/api/v1/approvals', {
    subjectKind: 'changeset',
    actionKind: 'apply',
    ...more,
  });
  return (created(asked) as { approval: { id: string } }).approval.id;
}

/** Asks through outputs, where one open slot waits for any reviewer; the review's id. */
export async function askOutput(
  send: Send,
  session: string,
  content = 'a draft',
  memories: readonly string[] = [],
): Promise<string> {
  const asked = await send('POST', `/api/v1/review/${session}/request`, {
    module_name: 'executor',
    review_type: 'workflow_output',
    content,
    candidate_memories: memories,
  });
  return (created(asked) as { review_id: string }).review_id;
}

function created({ status, text, json }: Reply): unknown {
  if (status !== 201) throw new Error(`was not asked: ${status} ${text}`);
  return json;
}

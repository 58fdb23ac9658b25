import { people } from './support/people';
import { cleanUp, newFolder, startGateway } from './support/programs';
import { settled } from './support/settled';

jest.setTimeout(60_000);
afterAll(cleanUp);

interface AccessReview {
  readonly id: string;
  readonly session: string;
  readonly status: string;
  readonly review_groups_data: readonly {
    readonly status: string;
    readonly reviewed_by: { id: string } | null;
  }[];
}
interface Approval {
  readonly approval: { readonly id: string; readonly status: string; readonly resolvedBy: string | null };
}

describe('a review asked for in one API', () => {
  it('is decided in another, watched in the third, and is still the same after everything was killed', async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    let gateway = await startGateway(dataDir);
    const ask = as('agent-7').at(gateway.url);
    const decide = as('carol').at(gateway.url);

    const asked = await ask('POST', '/api/v1/review/chat-1/request', {
      module_name: 'executor',
      review_type: 'workflow_output',
      content: 'MATCH (n) RETURN n',
      candidate_memories: ['Queries are asked for by reactor unit'],
    });
    expect(asked.status).toBe(201);
    const { review_id: id } = asked.json as { review_id: string };

    const seenThroughApprovals = await decide('GET', `/api/v1/approvals/${id}`);
    expect((seenThroughApprovals.json as Approval).approval.status).toBe('pending');
    const seenThroughAccess = await decide('GET', '/api/reviews/chat-1');
    expect((seenThroughAccess.json as AccessReview).id).toBe(id);

    const approved = await decide('POST', `/api/v1/approvals/${id}/approve`, { note: 'Looks right' });
    expect(approved.status).toBe(200);
    expect((approved.json as Approval).approval).toMatchObject({ status: 'approved', resolvedBy: 'carol' });

    const watch = async (url: string): Promise<unknown[]> => {
      const eyes = as('carol').at(url);
      const memories = await eyes('GET', '/api/v1/review/chat-1/memories');
      const history = await eyes('GET', '/api/v1/review/history?session_id=chat-1');
      const access = await eyes('GET', `/api/reviews/${id}`);
      const approval = await eyes('GET', `/api/v1/approvals/${id}`);
      return [memories.json, history.json, access.json, approval.json];
    };
    await memoriesOf(as('carol').at(gateway.url), 'chat-1', 2);
    const before = await watch(gateway.url);
    expect(before[1]).toMatchObject({ total: 1, items: [{ decision: 'approve', user_id: 'carol' }] });
    expect(before[2]).toMatchObject({
      status: 'APPROVED',
      review_groups_data: [{ reviewed_by: { id: 'carol' } }],
    });

    await gateway.end('SIGKILL');
    gateway = await startGateway(dataDir);
    await settled(gateway.url);
    expect(await watch(gateway.url)).toEqual(before);
  });

  it('tells a watcher of the outputs API what happens as it happens', async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const gateway = await startGateway(dataDir);
    const bob = as('bob').at(gateway.url);

    await as('agent-7').at(gateway.url)('POST', '/api/v1/approvals', {
      subjectKind: 'workflow_output',
      actionKind: 'accept',
      sessionId: 'chat-2',
      requestPayload: { content: 'a draft' },
    });
    const answer = await bob('POST', '/api/v1/review/chat-2/approve', { amendments: 'a better draft' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(events(answer.text)).toEqual(['review_completed', 'step_started', 'step_completed', 'done']);
    const list = await bob('GET', '/api/reviews');
    expect(list.json).toMatchObject([{ session: 'chat-2', status: 'APPROVED' }]);
  });
});

function events(stream: string): unknown[] {
  return stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => (JSON.parse(line.slice(6)) as { event: unknown }).event);
}

/** Asks until the crystalliser is through. */
async function memoriesOf(
  send: (method: string, path: string) => Promise<{ json: unknown }>,
  session: string,
  count: number,
): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { json } = await send('GET', `/api/v1/review/${session}/memories`);
    if ((json as { count: number }).count === count) return;
    if (Date.now() > deadline) throw new Error(`no ${count} memories: ${JSON.stringify(json)}`);
  }
}

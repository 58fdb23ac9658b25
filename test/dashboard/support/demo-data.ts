import type { Client } from '@countersign/client';
import { DEMO_REQUESTS, furtherRequest } from './demo-requests';
import type { Somebody } from './somebody';

/** The reviews that screens are about. */
export interface DemoData {
  /** Pending, of two groups, of which one has approved with an amendment. */
  readonly amended: string;
  /** Pending, nobody has decided. */
  readonly fresh: string;
  readonly approved: string;
  readonly rejected: string;
}

/** A day's work of a workspace: every status, every kind of content, a rule, something remembered. */
export async function makeDemoData(as: (who: Somebody) => Promise<Client>): Promise<DemoData> {
  const [agent, alice] = [await as('agent-7'), await as('alice')];
  const [bob, carol, dave] = [await as('bob'), await as('carol'), await as('dave')];
  const ask = async (request: Parameters<Client['reviews']['ask']>[0], by: Client = agent): Promise<string> =>
    (await by.reviews.ask(request)).id;
  const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

  await dave.rules.put('payments', {
    description: 'Money leaves only with two pairs of eyes',
    match: { kinds: ['tool_call'], actions: ['pay'] },
    groups: ['banking', 'security'],
    reasonRequired: ['reject', 'force'],
    forceApprovalGroups: ['security'],
    distinctApprovers: true,
  });
  for (let index = 0; index < FURTHER; index += 1) await ask(furtherRequest(index));

  const decided = await Promise.all([4, 6, 8, 10].map((index) => ask(furtherRequest(index))));
  const [once = '', again = '', gone = '', revoked = ''] = decided;
  await bob.reviews.approve(once, { note: 'Checked against the ledger' });
  await bob.reviews.approve(again);
  await agent.reviews.withdraw(gone, { note: 'The customer has changed his mind' });
  await bob.reviews.approve(revoked);
  await bob.reviews.revoke(revoked, { note: 'The account was closed meanwhile' });

  const approved = await ask(DEMO_REQUESTS.letter);
  await bob.reviews.approve(approved, { note: 'Friendly and right' });
  const rejected = await ask(DEMO_REQUESTS.changeset);
  await carol.reviews.reject(rejected, { note: 'Over 500 EUR the second person is missing' });
  await ask({ ...DEMO_REQUESTS.deploy, deadline: inHours(2) });
  await ask(DEMO_REQUESTS.access, alice);
  await ask({
    subjectKind: 'tool_call',
    action: 'pay',
    title: 'Pay the invoice 2026-114',
    payload: { invoice: '2026-114', amount: 8300 },
  });
  const amended = await ask({ ...DEMO_REQUESTS.refund, deadline: inHours(26) });
  await carol.reviews.approve(amended, {
    note: 'Half of it, until the carrier has paid',
    amendments: { arguments: { amount: 620 } },
  });
  const fresh = await ask({ ...DEMO_REQUESTS.migration, deadline: inHours(0.5) }, alice);
  return { amended, fresh, approved, rejected };
}

const FURTHER = 24;

import type { ReviewRequest } from '@countersign/client';

type Asked = ReviewRequest & { readonly title: string };

const MIGRATION = `-- Orders keep the currency they were paid in.
ALTER TABLE orders ADD COLUMN currency char(3);
UPDATE orders SET currency = 'EUR' WHERE currency IS NULL;
ALTER TABLE orders ALTER COLUMN currency SET NOT NULL;`;

const CHANGESET = `diff --git a/src/limits.ts b/src/limits.ts
--- a/src/limits.ts
+++ b/src/limits.ts
@@ -1,5 +1,5 @@
 export const limits = {
-  refund: 500,
+  refund: 2_000,
   payout: 10_000,
 };`;

const LETTER = `# Answer to the complaint of 24 November

Dear Ms Ito,

thank you for your patience. We have found **two** payments that were taken twice:

| date | amount |
| --- | --- |
| 3 November | 49.00 EUR |
| 9 November | 12.50 EUR |

Both are paid back today.`;

/** One of each kind that has a rendering of its own, as an agent would ask for them. */
export const DEMO_REQUESTS = {
  refund: {
    title: 'Refund 1,240.00 EUR to Northwind Traders',
    subjectKind: 'tool_call',
    action: 'refund',
    rationale: 'The second delivery never arrived; the carrier has confirmed the loss.',
    session: 'support-4711',
    labels: { env: 'prod', risk: 'high' },
    groups: ['banking', 'security'],
    payload: {
      tool: 'payments.refund',
      arguments: { customer: 'northwind', amount: 1240, currency: 'EUR', reason: 'lost parcel' },
    },
  },
  migration: {
    title: 'Give orders a currency',
    subjectKind: 'database_session',
    action: 'run',
    rationale: 'Needed before the release of Thursday.',
    session: 'db-payments',
    labels: { connection: 'payments-db', env: 'prod' },
    groups: ['banking'],
    payload: { connection: 'payments-db', input: MIGRATION },
  },
  changeset: {
    title: 'Raise the limit of refunds to 2,000 EUR',
    subjectKind: 'changeset',
    action: 'apply',
    changeset: 'cs-318',
    labels: { repository: 'payments' },
    groups: ['security'],
    payload: { changeset: 'cs-318', diff: CHANGESET },
  },
  letter: {
    title: 'Answer the complaint of Ms Ito',
    subjectKind: 'workflow_output',
    action: 'send',
    thread: 'complaint-88',
    candidateMemories: ['Ms Ito wants to be written to in Japanese'],
    groups: ['banking'],
    payload: { content: LETTER },
  },
  deploy: {
    title: 'Deploy billing 4.2.0 to production',
    subjectKind: 'tool_call',
    action: 'deploy',
    labels: { env: 'prod', service: 'billing' },
    payload: { service: 'billing', version: '4.2.0', canary: true, regions: ['eu-west-1', 'eu-central-1'] },
  },
  access: {
    title: 'Read access to payments-db for the audit',
    subjectKind: 'database_session',
    action: 'connect',
    type: 'jit',
    accessDurationSeconds: 3600,
    groups: ['security'],
    payload: { connection: 'payments-db', roles: ['reader'] },
  },
} as const satisfies Readonly<Record<string, Asked>>;

const CUSTOMERS = ['Contoso', 'Fabrikam', 'Tailspin', 'Litware', 'Proseware', 'Wingtip', 'Adventure Works'];

/** A further request of a busy day. */
export const furtherRequest = (index: number): Asked => {
  const customer = CUSTOMERS[index % CUSTOMERS.length] ?? '';
  const amount = 20 + ((index * 137) % 900);
  return {
    title: `Refund ${amount}.00 EUR to ${customer}`,
    subjectKind: 'tool_call',
    action: 'refund',
    labels: { env: index % 3 === 0 ? 'test' : 'prod' },
    groups: [index % 2 === 0 ? 'banking' : 'security'],
    payload: { tool: 'payments.refund', arguments: { customer, amount, currency: 'EUR' } },
  };
};

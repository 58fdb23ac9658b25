import type { DemoStage } from './demo-stage';

const DIFF = `diff --git a/src/fees.ts b/src/fees.ts
--- a/src/fees.ts
+++ b/src/fees.ts
@@ -12,7 +12,8 @@ export function feeOf(amountCents: number): number {
-  return Math.round(amountCents * 0.029) + 30;
+  const rate = amountCents > 100_000 ? 0.025 : 0.029;
+  return Math.round(amountCents * rate) + 30;
 }
`;

const STATEMENTS = [
  'ALTER TABLE holds RENAME COLUMN amount TO amount_cents',
  "ALTER TABLE holds ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR'",
  'CREATE INDEX CONCURRENTLY holds_by_account ON holds (account_id)',
];

const DRAFT = `# Weekly report

Incidents went **down by 12 %**, mostly in *payments*.

| team     | last week | this week |
| -------- | --------: | --------: |
| payments |        17 |        15 |
| ledger   |         4 |         5 |

1. Holds are released within a day.
2. The ledger had one outage of 4 minutes.

> Numbers without refunds.

\`\`\`sql
SELECT team, count(*) FROM incidents GROUP BY team;
\`\`\`
`;

const SUMMARY = `## Reactor unit 3

- Fault schedules are asked for by unit.
- Two valves are overdue: \`V-301\`, \`V-317\`.

[Maintenance plan](https://example.com/plan)
`;

/** Structured content, which nobody has looked at yet. */
export async function migration(stage: DemoStage): Promise<void> {
  await stage.ask('agent-7', {
    subjectKind: 'changeset',
    subjectId: `changeset-${stage.run}`,
    action: 'apply',
    title: 'Rename column amount to amount_cents',
    rationale: 'Amounts were mixed up twice last month.',
    payload: {
      database: 'payments',
      statements: STATEMENTS,
      reversible: true,
      batch: { size: 500, pauseMs: 100 },
    },
    changeset: `changeset-${stage.run}`,
    thread: `demo-${stage.run}-thread`,
    session: `demo-${stage.run}-agent`,
    turn: 'turn-3',
    toolCall: 'call-17',
    labels: { env: 'staging', team: 'payments' },
  });
}

/** Who amends what he approves needs a second person. */
export async function amendedDiff(stage: DemoStage): Promise<void> {
  const review = await stage.ask('agent-7', {
    subjectKind: 'changeset',
    subjectId: `fees-${stage.run}`,
    action: 'merge',
    title: 'Lower the fee for large amounts',
    payload: { repository: 'payments', branch: 'fees', diff: DIFF },
    changeset: `fees-${stage.run}`,
    thread: `demo-${stage.run}-thread`,
    session: `demo-${stage.run}-agent`,
    labels: { team: 'payments', risk: 'medium' },
  });
  const amendments = { diff: DIFF.replace('100_000', '250_000') };
  const note = 'Large begins at 2,500, as the contract says.';
  await stage.decide('bob', review, { verdict: 'approve', amendments, note });
}

/** Approved with other words, and remembered. */
export async function amendedOutput(stage: DemoStage): Promise<void> {
  const review = await stage.ask('agent-7', {
    subjectKind: 'workflow_output',
    action: 'accept',
    title: 'Weekly report',
    payload: { content: DRAFT },
    session: `demo-${stage.run}-chat`,
    thread: `demo-${stage.run}-thread`,
    labels: { module: 'reporter' },
    candidateMemories: [
      'Weekly reports are told without refunds',
      'The ledger team reports outages in minutes',
    ],
  });
  const amendments = DRAFT.replace('**down by 12 %**', '**down by 5 %**');
  await stage.decide('carol', review, { verdict: 'approve', amendments, note: '21 to 20 is 5 %.' });
}

export async function pendingOutput(stage: DemoStage): Promise<void> {
  await stage.ask('agent-7', {
    subjectKind: 'workflow_output',
    action: 'accept',
    title: 'Summary for reactor unit 3',
    payload: { content: SUMMARY },
    session: `demo-${stage.run}-chat`,
    thread: `demo-${stage.run}-thread`,
    labels: { module: 'summariser' },
    candidateMemories: ['Fault schedules are asked for by reactor unit'],
  });
}

export async function rejectedText(stage: DemoStage): Promise<void> {
  const review = await stage.ask('agent-7', {
    subjectKind: 'message',
    action: 'send',
    title: 'Newsletter to 12,000 customers',
    payload: {
      to: 'all customers',
      content: 'Dear customer,\n\nwe have moved. Nothing changes for you.\n\nYours, the payments team',
    },
    session: `demo-${stage.run}-newsletter`,
    labels: { risk: 'high' },
  });
  await stage.decide('carol', review, {
    verdict: 'reject',
    note: 'Not on a Sunday, and it does not say where to.',
  });
}

/** For one person, with arguments. */
export async function assignedCall(stage: DemoStage): Promise<void> {
  await stage.ask('agent-7', {
    subjectKind: 'tool_call',
    action: 'run',
    title: 'refund_payment',
    rationale: 'The customer was charged twice.',
    payload: {
      tool: 'refund_payment',
      arguments: { payment: 'pay_9F2', amountCents: 12_950, reason: 'duplicate' },
    },
    session: `demo-${stage.run}-agent`,
    toolCall: 'call-18',
    assignee: 'carol',
    labels: { team: 'payments' },
  });
}

export async function executed(stage: DemoStage): Promise<void> {
  const review = await stage.ask('agent-7', {
    subjectKind: 'tool_call',
    action: 'run',
    title: 'rotate_credentials',
    payload: { tool: 'rotate_credentials', arguments: { service: 'mailer' } },
    session: `demo-${stage.run}-agent`,
    groups: ['security'],
  });
  await stage.decide('carol', review, { verdict: 'approve' });
  await stage.execute('agent-7', review, { rotated: 2 });
}

export async function withdrawn(stage: DemoStage): Promise<void> {
  const review = await stage.ask('alice', {
    subjectKind: 'message',
    action: 'send',
    title: 'Reminder to the on-call team',
    payload: { to: 'on-call', content: 'Please read the handover of last night.' },
    session: `demo-${stage.run}-reminder`,
  });
  await stage.withdraw('alice', review, 'They have read it.');
}

import type { DemoStage } from './demo-stage';

const MINUTE = 60_000;
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * MINUTE).toISOString();

const PRODUCTION = { env: 'production', team: 'payments', risk: 'high', demo: 'yes' };

const CLEAN_UP = `-- Holds that nobody has captured within 30 days
DELETE FROM holds
 WHERE state = 'stale'
   AND created_at < now() - interval '30 days'
RETURNING id, account_id, amount_cents;`;

const REPORT = `SELECT date_trunc('day', captured_at) AS day, count(*), sum(amount_cents)
  FROM captures
 WHERE captured_at >= '2026-01-01'
 GROUP BY 1
 ORDER BY 1;`;

const session = (input: string, connection = 'payments-production') => ({
  subjectKind: 'session',
  action: 'exec',
  payload: { connection, input },
});

/** Two groups have to agree; one of them has. Where the caller may set rules, one wants it. */
export async function partlyApproved(stage: DemoStage): Promise<void> {
  const review = await stage.ask('alice', {
    ...session(CLEAN_UP),
    title: 'Delete stale holds in payments-production',
    rationale: 'They keep money of customers blocked; 1,204 rows by the count of this morning.',
    session: `demo-${stage.run}-holds`,
    subjectId: `demo-${stage.run}-holds`,
    groups: ['banking', 'security'],
    forceApprovalGroups: ['admin'],
    labels: PRODUCTION,
  });
  await stage.decide('bob', review, {
    verdict: 'approve',
    note: 'The count is right, and there is a backup.',
  });
}

export async function soonExpired(stage: DemoStage): Promise<void> {
  await stage.ask('alice', {
    ...session('REINDEX TABLE CONCURRENTLY captures;'),
    title: 'Reindex captures before the evening peak',
    session: `demo-${stage.run}-reindex`,
    groups: ['banking'],
    deadline: inMinutes(10),
  });
}

export async function report(stage: DemoStage): Promise<void> {
  await stage.ask('agent-7', {
    ...session(REPORT, 'reporting-replica'),
    title: 'Read the captures of this year',
    session: `demo-${stage.run}-report`,
    groups: ['security'],
    deadline: inMinutes(3 * 60),
  });
}

/** For a while, and only at some hours. */
export async function accessForAWhile(stage: DemoStage): Promise<void> {
  const review = await stage.ask('alice', {
    subjectKind: 'session',
    action: 'connect',
    payload: { connection: 'ledger-production', input: null },
    title: 'Connect to ledger-production for 30 minutes',
    rationale: 'Looking into ticket PAY-4711.',
    session: `demo-${stage.run}-ledger`,
    type: 'jit',
    accessDurationSeconds: 1_800,
    groups: ['security'],
  });
  const timeWindow = { start: '00:00', end: '23:59' };
  await stage.decide('carol', review, { verdict: 'approve', note: 'Read only, please.', timeWindow });
}

/** Nobody of the group was there, so an administrator broke the glass. */
export async function forced(stage: DemoStage): Promise<void> {
  const review = await stage.ask('alice', {
    ...session("UPDATE accounts SET state = 'frozen' WHERE id = 42;"),
    title: 'Freeze account 42 at once',
    rationale: 'Fraud is under way.',
    session: `demo-${stage.run}-freeze`,
    groups: ['banking', 'security'],
    forceApprovalGroups: ['admin'],
    labels: { env: 'production', risk: 'high' },
  });
  const note = 'Incident 2209: nobody of banking could be reached within ten minutes.';
  await stage.decide('dave', review, { verdict: 'approve', force: true, note });
}

export async function takenBack(stage: DemoStage): Promise<void> {
  const review = await stage.ask('alice', {
    ...session('VACUUM FULL captures;'),
    title: 'Rewrite the table of captures',
    session: `demo-${stage.run}-vacuum`,
    groups: ['banking'],
  });
  await stage.decide('bob', review, { verdict: 'approve' });
  const note = 'It locks the table for an hour; use pg_repack.';
  await stage.decide('bob', review, { verdict: 'revoke', note });
}

/** Nobody approves his own request: bob is of the group that has to. */
export async function ownRequest(stage: DemoStage): Promise<void> {
  await stage.ask('bob', {
    ...session('SELECT * FROM accounts WHERE id = 42;'),
    title: 'Look at account 42',
    session: `demo-${stage.run}-look`,
    groups: ['banking'],
  });
}

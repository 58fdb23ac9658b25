import { verifyLog } from '..';
import { madeUpHistory } from '../made-up-history.spec-support';
import type { Finding } from './finding';

const LOGS = 100;
const FIRST_SEED = Number(process.env['SEED'] ?? 20_260_317);

describe('A log that the deciders wrote', () => {
  it(`has nothing wrong with it, in ${LOGS} made-up logs from seed ${FIRST_SEED} on`, async () => {
    const types = new Set<string>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + LOGS; seed += 1) {
      const log = madeUpHistory(seed);
      for (const { type } of log.events) types.add(type);
      const findings: Finding[] = [];
      await verifyLog({ log, workspace: null, onFinding: (finding) => findings.push(finding) });
      expect({ seed, findings }).toEqual({ seed, findings: [] });
    }
    // What was tried is worth something only if it went everywhere.
    expect([...types].sort()).toEqual([
      'ApiKeyIssued',
      'ApiKeyRevoked',
      'ApprovalGiven',
      'AssigneeChanged',
      'ExecutionClaimed',
      'ExecutionReconciled',
      'ExecutionReported',
      'LeaseExtended',
      'LeaseLost',
      'MemoriesCrystallised',
      'MemoryForgotten',
      'ProposalAmended',
      'RejectionGiven',
      'ReviewApproved',
      'ReviewExpired',
      'ReviewForced',
      'ReviewRejected',
      'ReviewRequested',
      'ReviewRevoked',
      'ReviewWithdrawn',
      'RevocationGiven',
      'RuleDeleted',
      'RuleSet',
    ]);
  });
});

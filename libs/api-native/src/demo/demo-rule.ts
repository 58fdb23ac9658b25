import type { Principal } from '@countersign/review';
import type { DemoStage } from './demo-stage';

/** Tried after all others, so that it never stands in the place of a stricter one. */
const LAST = 1_000_000;

const DESCRIPTION = 'SQL on a production database needs banking and security';
const RULE = {
  name: 'demo-production-sql',
  priority: LAST,
  match: { kinds: ['session'], actions: ['exec'], labels: { allOf: { env: 'production', demo: 'yes' } } },
  groups: ['banking', 'security'],
  forceApprovalGroups: ['admin'],
};

/** Set by the caller, who may, and changed once; one that is there already is left as it is. */
export async function ruleForProduction(stage: DemoStage, caller: Principal): Promise<void> {
  const wish = { ...RULE, reasonRequired: ['reject', 'force'] as ('reject' | 'force')[] };
  const revision = await stage.rule(caller, { ...wish, description: DESCRIPTION }, 'absent');
  const description = `${DESCRIPTION}, who are not the same person`;
  await stage.rule(caller, { ...wish, description, distinctApprovers: true }, revision);
}

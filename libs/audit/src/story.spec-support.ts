import { principalOf } from '@countersign/api-key';
import { memoryStream } from '@countersign/event-store';
import type { ReviewCommand } from '@countersign/review';
import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  dave,
  expire,
  extend,
  frank,
  grace,
  issueKey,
  MINUTE,
  person,
  reassign,
  reject,
  report,
  requested,
  revokeKey,
  setRule,
  terms,
  withdraw,
  WORKSPACE,
} from '@countersign/testing';
import { executor } from '../../testing/src/callers';
import { History, type Recorded } from './history.spec-support';

/** A member of the reviewing group who has no role. */
const hank = person('hank', { groups: ['banking'] });
/** The reviews of the story by name; each id comes from it. */
export type Told =
  | 'ruled'
  | 'amended'
  | 'used'
  | 'rejected'
  | 'expired'
  | 'moved'
  | 'waiting'
  | 'agents'
  | 'distinct'
  | 'forced'
  | 'withdrawn'
  | 'keyed';

/** One of everything that can be spoilt, told by hand so that it is known what stands where. */
export function story(): History {
  const history = new History(7);
  const must = (answer: string | readonly Recorded[]): readonly Recorded[] => {
    if (typeof answer === 'string') throw new Error(answer);
    return answer;
  };
  const tell = (name: Told, command: ReviewCommand) => must(history.decideReview(history.id(name), command));
  const at = (minutes: number) => ({ at: ASKED_AT + minutes * MINUTE });

  const said = terms({
    match: { kinds: ['payment'] },
    groups: ['banking'],
    forbidAdminSelfApproval: true,
    amending: 'forbidden',
    reasonRequired: ['approve'],
  });
  must(history.decideRule(setRule({ ...at(0), actor: dave, terms: said })));
  const changed = { ...said, groups: ['banking', 'security'] };
  must(history.decideRule(setRule({ ...at(1), actor: dave, terms: changed })));
  must(history.decideKey(issueKey(at(2))));

  const payment = { subject: { kind: 'payment', id: 'p-1' }, session: 'pay' };
  tell('ruled', requested({ ...at(3), ...payment }));
  tell('ruled', approve(hank, { ...at(4), note: 'fine' }));
  const ruled = tell('ruled', approve(carol, { ...at(5), note: 'fine' }));
  must(history.remember(history.id('ruled'), (ruled[1] as Recorded).id, at(6).at, ['kept']));
  tell('ruled', claim(executor, at(6)));
  tell('ruled', report(executor, 'succeeded', { at: at(6).at + 30_000, lease: 1, fencingToken: 4 }));

  tell('amended', requested({ ...at(7), groups: ['banking', 'security'], payload: { content: 'one' } }));
  tell('amended', approve(bob, at(8)));
  tell('amended', approve(frank, { ...at(9), amendments: 'two' }));

  tell('used', requested({ ...at(10), groups: ['banking'], type: 'jit', accessDurationSeconds: 7200 }));
  tell('used', approve(bob, at(11)));
  tell('used', claim(executor, at(12)));
  tell('used', extend(executor, { at: at(12).at + 40_000, lease: 1, fencingToken: 3 }));
  tell('used', claim(alice, at(13)));

  tell('rejected', requested({ ...at(14), groups: ['banking'] }));
  tell('rejected', reject(bob, { ...at(15), note: 'too risky' }));

  tell('expired', requested({ ...at(16), groups: ['banking'], deadline: at(20).at }));
  tell('moved', requested({ ...at(17), assignee: 'frank' }));
  tell('moved', reassign(dave, 'carol', at(18)));
  tell('expired', expire(at(20).at));
  tell('agents', requested({ ...at(21), actor: agent7, groups: ['engineering', 'banking'] }));
  tell('agents', approve(bob, at(22)));

  const distinct = terms({
    match: { kinds: ['transfer'] },
    groups: ['banking', 'security'],
    distinctApprovers: true,
  });
  must(history.decideRule(setRule({ ...at(23), actor: dave, name: 'distinct', terms: distinct })));
  tell('distinct', requested({ ...at(25), subject: { kind: 'transfer', id: 't-1' } }));
  tell('distinct', approve(bob, at(26)));
  tell('distinct', approve(frank, at(27)));

  tell('forced', requested({ ...at(28), groups: ['banking'], forceApprovalGroups: ['oncall'] }));
  tell('forced', reject(grace, { ...at(29), force: true }));
  tell('withdrawn', requested({ ...at(30), groups: ['banking'] }));
  tell('withdrawn', withdraw(alice, at(31)));

  const [key] = [...(history.keys.get(WORKSPACE)?.keys.values() ?? [])];
  if (key === undefined) throw new Error('there is no key');
  tell('keyed', requested({ ...at(32), actor: principalOf(key, WORKSPACE), groups: ['banking'] }));
  must(history.decideKey(revokeKey(at(33))));
  const [memory] = history.memories.get(memoryStream(WORKSPACE, 'pay'))?.memories ?? [];
  const forget = { actor: bob, session: 'pay', memory: memory?.id ?? '', note: null } as const;
  must(history.decideMemory('pay', { kind: 'ForgetMemory', ...at(34), ...forget }));
  tell('waiting', requested({ ...at(40), groups: ['banking', 'security'], minApprovals: 2 }));
  return history;
}

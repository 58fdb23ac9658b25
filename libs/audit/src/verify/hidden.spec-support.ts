import { eventOf } from '../history.spec-support';
import {
  afterDeadline,
  again,
  by,
  type Case,
  change,
  clean,
  moveTo,
  of,
  payload,
  personal,
  streamOf,
  swap,
  without,
} from './planting.spec-support';

/** By a hand that knows how everything is hashed and numbered: only the rules give it away. */
export const HIDDEN: readonly Case[] = [
  ['an edited payload', (history) => payload(history, 'ruled', { input: 'drop' }), 'wrong-digest'],
  [
    'an edited digest',
    change('ruled', 'ReviewApproved', (data) => (data['digest'] = 'ab'.repeat(32))),
    'wrong-approved-digest',
  ],
  [
    'an edited amendment',
    (history) => {
      (personal(of(history, 'amended', 'ApprovalGiven', 1))['amendments'] as { value: unknown }).value =
        'three';
    },
    'wrong-amendment',
  ],
  ['an event taken out', without((history) => of(history, 'ruled', 'ApprovalGiven')), 'too-few-approvals'],
  [
    'a decision taken out',
    without((history) => of(history, 'rejected', 'RejectionGiven')),
    'outcome-without-decision',
  ],
  [
    'an outcome taken out',
    without((history) => of(history, 'rejected', 'ReviewRejected')),
    'decision-without-outcome',
  ],
  ['swapped streams', swap('ruled', 'amended'), 'wrong-stream', 'no-source'],
  [
    'self-approval',
    (history) => {
      const given = of(history, 'ruled', 'ApprovalGiven');
      Object.assign(by(given), { id: 'alice', roles: ['admin'] });
    },
    'self-approval',
  ],
  [
    'an approval of what was asked for on his behalf',
    change('agents', 'ApprovalGiven', (data) => {
      Object.assign(data['by'] as object, { id: 'alice', groups: ['engineering'] });
      data['slots'] = [0];
    }),
    'self-approval',
  ],
  [
    'a self-approval that is not there',
    change('used', 'ApprovalGiven', (data) => (data['selfApproved'] = true)),
    'wrong-self-approved-flag',
  ],
  [
    'an ineligible approver',
    change('used', 'ApprovalGiven', (data) => ((data['by'] as { groups: string[] }).groups = ['sales'])),
    'not-eligible',
  ],
  [
    'an agent that approves',
    change('used', 'ApprovalGiven', (data) => ((data['by'] as { kind: string }).kind = 'agent')),
    'barred',
  ],
  [
    'an auditor who approves',
    change('used', 'ApprovalGiven', (data) => ((data['by'] as { roles: string[] }).roles = ['auditor'])),
    'barred',
  ],
  [
    'more slots than he is a member of',
    change('amended', 'ApprovalGiven', (data) => (data['slots'] = [0, 1])),
    'not-eligible',
    'decision-without-outcome',
    'wrong-slots',
  ],
  [
    'fewer slots than he is a member of',
    (history) => {
      of(history, 'amended', 'ApprovalGiven', 1).data['slots'] = [0];
    },
    'wrong-slots',
  ],
  [
    'a missing note',
    (history) => {
      (personal(of(history, 'ruled', 'ApprovalGiven'))['note'] as { value: unknown }).value = ' ';
    },
    'reason-missing',
  ],
  [
    'a longer access',
    change('ruled', 'ReviewApproved', (data) => (data['accessUntil'] = Number(data['accessUntil']) + 1)),
    'wrong-end-of-access',
  ],
  [
    'time going back',
    change('ruled', 'ExecutionClaimed', (data) => (data['at'] = 5)),
    'time-went-back',
    'wrong-lease',
  ],
  [
    'a longer lease',
    change('used', 'ExecutionClaimed', (data) => (data['until'] = Number(data['until']) + 1)),
    'wrong-lease',
  ],
  ['a second claim', again('ruled', 'ExecutionClaimed'), 'impossible-transition'],
  [
    'a claim of what was rejected',
    again('ruled', 'ExecutionClaimed', (event) => {
      event.stream = streamOf('rejected');
    }),
    'impossible-transition',
  ],
  [
    'a claim after the end of access',
    again('used', 'ExecutionClaimed', (event) => {
      Object.assign(event.data, { at: 1_773_800_000_000, until: 1_773_751_460_000, lease: 3 });
    }),
    'outside-grant',
    'wrong-lease',
  ],
  [
    'a report on the lease of another',
    change('ruled', 'ExecutionReported', (data) => ((data['by'] as { id: string }).id = 'mallory')),
    'wrong-lease',
  ],
  [
    'a review revived after its rejection',
    again('used', 'ReviewApproved', moveTo('rejected')),
    'outcome-without-decision',
  ],
  ['a decision after the end', again('used', 'ApprovalGiven', moveTo('rejected')), 'impossible-transition'],
  ['a second approval that says nothing new', again('used', 'ApprovalGiven'), 'changes-nothing'],
  ['a decision after the deadline', afterDeadline, 'after-deadline', 'decision-without-outcome'],
  [
    'an expiry before the deadline',
    change('expired', 'ReviewExpired', (data) => (data['at'] = Number(data['at']) - 1000)),
    'too-early',
  ],
  [
    'a memory without its source',
    (history) => {
      eventOf(history, 'MemoriesCrystallised').data['source'] = clean.id('nothing');
    },
    'no-source',
    'wrong-derived-id',
  ],
  [
    'a rule revision that never was',
    (history) => {
      (of(history, 'ruled', 'ReviewRequested').data['policy'] as { ruleRevision: number }).ruleRevision = 9;
    },
    'wrong-rule',
  ],
  [
    'a rule revision that stood no more',
    (history) => {
      const request = of(history, 'ruled', 'ReviewRequested');
      (request.data['policy'] as { ruleRevision: number }).ruleRevision = 0;
      (request.data['slots'] as unknown[]).pop();
    },
    'rule-passed-over',
    'decision-without-outcome',
    'not-eligible',
  ],
  [
    'a group forged into the slots, against the rule',
    (history) => {
      const request = of(history, 'ruled', 'ReviewRequested');
      (request.data['slots'] as unknown[])[0] = { kind: 'group', group: 'engineering' };
    },
    'wrong-rule',
    'not-eligible',
  ],
  [
    'fewer approvals than the rule asks for',
    (history) => {
      (of(history, 'ruled', 'ReviewRequested').data['policy'] as { minApprovals: number }).minApprovals = 1;
    },
    'wrong-rule',
    'decision-without-outcome',
  ],
  [
    'a request around its rule',
    (history) => {
      const plain = of(history, 'used', 'ReviewRequested').data['policy'];
      Object.assign(of(history, 'ruled', 'ReviewRequested').data, {
        policy: { ...(plain as object), grantTtlSeconds: 86_400 },
      });
    },
    'rule-passed-over',
  ],
  [
    'a rule written by nobody who may',
    (history) => {
      (by(eventOf(history, 'RuleSet')) as { roles: string[] }).roles = [];
    },
    'not-eligible',
  ],
  [
    'a key for another person',
    (history) => {
      Object.assign(eventOf(history, 'ApiKeyIssued').data['holder'] as object, { id: 'bob', kind: 'human' });
    },
    'invalid-terms',
    'wrong-key-holder',
  ],
  [
    'an assignee changed by nobody who may',
    change('moved', 'AssigneeChanged', (data) => ((data['by'] as { roles: string[] }).roles = ['reviewer'])),
    'not-eligible',
  ],
];

import type { Position } from '@countersign/event-store';
import type { History } from '../history.spec-support';
import { again, by, type Case, change, joined, moveTo, of, personal, without } from './planting.spec-support';

const daily = { start: '09:00', end: '17:00' };
const policyOf = (history: History, name: 'amended' | 'used') =>
  of(history, name, 'ReviewRequested').data['policy'] as Record<string, unknown>;

/** What reviews, and the approvals of them, may not say. */
export const HIDDEN_TERMS: readonly Case[] = [
  [
    'two commands made one',
    joined(
      (history) => of(history, 'used', 'ExecutionClaimed'),
      (history) => of(history, 'used', 'LeaseExtended'),
    ),
    'impossible-append',
  ],
  [
    'another version decided',
    change('used', 'ApprovalGiven', (data) => (data['version'] = 2)),
    'wrong-version',
  ],
  [
    'an extra entry beside the slot',
    change('rejected', 'RejectionGiven', (data) => (data['extraEntry'] = 'banking')),
    'wrong-extra-entry',
  ],
  [
    'a slot given to somebody who was not asked',
    change('distinct', 'ApprovalGiven', (data) => (data['assignment'] = [null, 'bob'])),
    'wrong-assignment',
  ],
  [
    'two people who approved and are counted for nothing',
    (history) => {
      of(history, 'distinct', 'ApprovalGiven', 1).data['assignment'] = [null, null];
      without((spoilt) => of(spoilt, 'distinct', 'ReviewApproved'))(history);
    },
    'wrong-assignment',
  ],
  [
    'a person counted where nobody is to be',
    change('used', 'ApprovalGiven', (data) => (data['assignment'] = ['bob'])),
    'wrong-assignment',
  ],
  [
    'an amendment where none may be',
    (history) => {
      policyOf(history, 'amended')['amending'] = 'forbidden';
    },
    'forbidden-amendment',
    'wrong-policy',
    'decision-without-outcome',
  ],
  [
    'an approval by the amender alone',
    (history) => {
      const given = of(history, 'amended', 'ApprovalGiven', 1);
      const outcome = structuredClone(of(history, 'used', 'ReviewApproved'));
      outcome.stream = given.stream;
      outcome.position = (given.position + 1n) as Position;
      outcome.metadata['commandId'] = given.metadata['commandId'];
      const { digest } = of(history, 'amended', 'ProposalAmended').data;
      const at = Number(given.data['at']);
      Object.assign(outcome.data, { at, by: 'frank', version: 2, digest, accessUntil: at + 86_400_000 });
      history.events.splice(history.events.indexOf(given) + 1, 0, outcome);
    },
    'second-person-missing',
  ],
  [
    'a second time window',
    (history) => {
      for (const nth of [0, 1]) of(history, 'distinct', 'ApprovalGiven', nth).data['timeWindow'] = daily;
    },
    'time-window-twice',
  ],
  [
    'a time window of no clock',
    change('used', 'ApprovalGiven', (data) => (data['timeWindow'] = { start: '25:99', end: '9:00' })),
    'invalid-terms',
    'outside-grant',
  ],
  [
    'a forced rejection that says what only an approval may',
    change('forced', 'ReviewForced', (data) => {
      Object.assign(data, { amended: true, timeWindow: daily, assignment: ['grace'] });
    }),
    'invalid-terms',
    'wrong-amendment',
    'wrong-assignment',
  ],
  [
    'terms of a rule without one',
    (history) => {
      policyOf(history, 'used')['forbidAdminSelfApproval'] = true;
    },
    'wrong-policy',
  ],
  [
    'a request that only its requester could approve',
    change('waiting', 'ReviewRequested', (data) => {
      data['slots'] = [{ kind: 'user', user: 'alice' }];
    }),
    'unsatisfiable',
  ],
  [
    'a withdrawal by another',
    change('withdrawn', 'ReviewWithdrawn', (data) => ((data['by'] as { id: string }).id = 'mallory')),
    'not-requester',
  ],
  [
    'a command that is recorded twice',
    again('withdrawn', 'ReviewWithdrawn', (event, history) => {
      moveTo('moved')(event);
      Object.assign(by(event), { id: 'alice' });
      event.metadata['commandId'] = of(history, 'moved', 'ReviewRequested').metadata['commandId'];
    }),
    'repeated-command',
  ],
  [
    'a decision that its note left without a trace',
    (history) => {
      const { data, metadata } = of(history, 'ruled', 'ApprovalGiven');
      Object.assign(data, { personal: null });
      delete metadata['personal'];
    },
    'erased',
  ],
  [
    'content of an amendment that a patch does not make',
    (history) => {
      personal(of(history, 'amended', 'ApprovalGiven', 1))['amendments'] = {
        ...personal(of(history, 'amended', 'ApprovalGiven', 1))['amendments'],
        value: { content: null, input: 'two' },
      };
    },
    'wrong-amendment',
  ],
];

import { reviewStream, type Position } from '@countersign/event-store';
import { OTHER_WORKSPACE, WORKSPACE } from '@countersign/testing';
import { verifyLog } from '..';
import { eventOf, type History, type Recorded, rehashed, rewritten } from '../history.spec-support';
import { story, type Told } from '../story.spec-support';
import type { Finding, FindingCode } from './finding';

const clean = story();

type Spoil = (history: History) => void;
type Case = readonly [name: string, spoil: Spoil, ...codes: FindingCode[]];

const streamOf = (name: Told): string => reviewStream(WORKSPACE, clean.id(name));
const of = (history: History, name: Told, type: string, nth = 0) =>
  eventOf(history, type, nth, streamOf(name));
const personal = ({ data }: Recorded) => data['personal'] as Record<string, { value: unknown }>;
const by = ({ data }: Recorded) => data['by'] as Record<string, unknown>;

function change(name: Told, type: string, changes: (data: Record<string, unknown>) => void): Spoil {
  return (history) => changes(of(history, name, type).data);
}

/** Somebody else's hands: not one of the fingerprints of the first is left. */
const hidden =
  (spoil: Spoil): Spoil =>
  (history) => {
    spoil(history);
    rewritten(history);
  };

function without(...gone: readonly ((history: History) => Recorded)[]): Spoil {
  return (history) => {
    const events = gone.map((find) => find(history));
    history.events = history.events.filter((event) => !events.includes(event));
  };
}

/** A copy of an event behind all others, in a command of its own. */
function again(name: Told, type: string, changes: (event: Recorded) => void = () => undefined): Spoil {
  return (history) => {
    const copy = structuredClone(of(history, name, type));
    const last = history.events.at(-1) as Recorded;
    copy.position = (last.position + 100n) as Position;
    copy.metadata['commandId'] = `again-${history.events.length}`;
    copy.data['at'] = 1_773_750_000_000;
    changes(copy);
    history.events.push(copy);
  };
}

function swap(one: Told, other: Told): Spoil {
  return (history) => {
    const [a, b] = [streamOf(one), streamOf(other)];
    for (const event of history.events) {
      if (event.stream === a) event.stream = b;
      else if (event.stream === b) event.stream = a;
    }
  };
}

const payload = (history: History, name: Told, content: unknown): void => {
  (personal(of(history, name, 'ReviewRequested'))['payload'] as { value: unknown }).value = content;
};

/** By a careless hand: what was recorded beside it gives it away. */
const CARELESS: readonly Case[] = [
  [
    'an edited note',
    (history) => {
      (personal(of(history, 'rejected', 'RejectionGiven'))['note'] as { value: unknown }).value = 'fine';
    },
    'wrong-personal-digest',
  ],
  ['an edited payload', (history) => payload(history, 'ruled', { input: 'drop' }), 'wrong-personal-digest'],
  [
    'an edited payload with a hash of its own',
    (history) => {
      payload(history, 'ruled', { input: 'drop' });
      rehashed(of(history, 'ruled', 'ReviewRequested'), null);
    },
    'broken-chain',
    'wrong-digest',
  ],
  ['an edited lease', change('used', 'ExecutionClaimed', (data) => (data['until'] = 1)), 'wrong-hash'],
  ['a missing revision', without((history) => of(history, 'ruled', 'ApprovalGiven', 1)), 'missing-revision'],
  ['a missing beginning', without((history) => of(history, 'used', 'ReviewRequested')), 'missing-revision'],
  ['swapped streams', swap('ruled', 'amended'), 'wrong-stream', 'wrong-event-id', 'wrong-hash'],
  [
    'a duplicated event',
    (history) => {
      const event = of(history, 'waiting', 'ReviewRequested');
      history.events.push({ ...structuredClone(event), position: (event.position + 100n) as Position });
    },
    'repeated-revision',
  ],
  [
    'another event id',
    (history) => {
      of(history, 'moved', 'AssigneeChanged').id = clean.id('another');
    },
    'wrong-event-id',
  ],
  [
    'another workspace in the envelope',
    (history) => {
      of(history, 'moved', 'AssigneeChanged').metadata['workspace'] = OTHER_WORKSPACE;
    },
    'foreign-workspace',
  ],
  [
    'an unknown type',
    (history) => {
      of(history, 'moved', 'AssigneeChanged').type = 'AssigneeReplaced';
    },
    'unknown-event',
    'wrong-hash',
  ],
  [
    'broken JSON',
    (history) => {
      of(history, 'moved', 'AssigneeChanged').data = '{"at": 17737' as never;
    },
    'unreadable',
  ],
  [
    'no envelope',
    (history) => {
      of(history, 'moved', 'AssigneeChanged').metadata = {};
    },
    'no-envelope',
  ],
  [
    'JSON nested beyond reading',
    (history) => {
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      payload(history, 'waiting', { deep: JSON.parse(deep) as unknown });
    },
    'unreadable',
  ],
];

/** By a hand that knows how everything is hashed and numbered: only the rules give it away. */
const HIDDEN: readonly Case[] = [
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
  ['swapped streams', swap('ruled', 'amended'), 'wrong-stream'],
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
  ['time going back', change('ruled', 'ExecutionClaimed', (data) => (data['at'] = 5)), 'time-went-back'],
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
  ['a decision after the deadline', afterDeadline, 'after-deadline'],
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
  ],
  [
    'a group forged into the slots, against the rule',
    (history) => {
      const request = of(history, 'ruled', 'ReviewRequested');
      (request.data['slots'] as unknown[])[0] = { kind: 'group', group: 'engineering' };
    },
    'wrong-rule',
  ],
  [
    'fewer approvals than the rule asks for',
    (history) => {
      (of(history, 'ruled', 'ReviewRequested').data['policy'] as { minApprovals: number }).minApprovals = 1;
    },
    'wrong-rule',
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
  ],
  [
    'an assignee changed by nobody who may',
    change('moved', 'AssigneeChanged', (data) => ((data['by'] as { roles: string[] }).roles = ['reviewer'])),
    'not-eligible',
  ],
];

function moveTo(name: Told) {
  return (event: Recorded): void => {
    event.stream = streamOf(name);
  };
}

/** The expiry is taken out, and somebody approves a minute later. */
function afterDeadline(history: History): void {
  again('used', 'ApprovalGiven', moveTo('expired'))(history);
  without((spoilt) => of(spoilt, 'expired', 'ReviewExpired'))(history);
}

async function found(log: History, cacheBytes?: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding): void => void findings.push(finding);
  await verifyLog({ log, workspace: null, onFinding, ...(cacheBytes !== undefined && { cacheBytes }) });
  return findings;
}

const rows = (cases: readonly Case[]) => cases.map(([name, spoil, ...codes]) => ({ name, spoil, codes }));

const codesOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ code }) => code))];

function spoilt(spoil: Spoil): History {
  const history = clean.copy();
  spoil(history);
  return history;
}

describe('A log that nobody has touched', () => {
  it('has nothing wrong with it', async () => expect(await found(clean.copy())).toEqual([]));

  it('has nothing wrong with it once it was numbered and hashed anew', async () =>
    expect(await found(spoilt(rewritten))).toEqual([]));

  it('has nothing wrong with it where its personal parts were sealed', async () => {
    const sealed = spoilt(({ events }) => {
      for (const { data } of events) {
        const parts = Object.keys((data['personal'] as object | undefined) ?? {});
        if (parts.length > 0) data['personal'] = Object.fromEntries(parts.map((key) => [key, null]));
      }
    });
    expect(await found(sealed)).toEqual([]);
  });
});

describe('What was spoilt by a careless hand is found:', () => {
  it.each(rows(CARELESS))('$name', async ({ spoil, codes }) =>
    expect(codesOf(await found(spoilt(spoil)))).toEqual(expect.arrayContaining(codes)),
  );
});

describe('What was spoilt by a hand that has hashed everything anew is found by the rules:', () => {
  it.each(rows(HIDDEN))('$name', async ({ spoil, codes }) => {
    const findings = await found(spoilt(hidden(spoil)));
    expect(codesOf(findings)).toEqual(expect.arrayContaining(codes));
    // Of none of these would a chain have told.
    expect(codesOf(findings)).not.toContain('wrong-hash');
  });
});

describe('Memory for one stream only', () => {
  it.each(rows([...CARELESS, ...HIDDEN]))('changes nothing of what is found: $name', async ({ spoil }) => {
    const roomy = spoilt(spoil);
    const cramped = spoilt(spoil);
    expect(await found(cramped, 1)).toEqual(await found(roomy));
    expect(cramped.readAgain).toBeGreaterThan(roomy.readAgain);
  });
});

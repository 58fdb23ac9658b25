import {
  agent7,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  dave,
  expire,
  extend,
  given,
  grace,
  loseLease,
  reassign,
  reconcile,
  reject,
  report,
  requested,
  revoke,
  rule,
  withdraw,
} from '@countersign/testing';
import { decodeReviewEvent, encodeReviewEvent, REVIEW_EVENT_TYPES, type ReviewEvent } from '.';

type Path = readonly (string | number)[];

const timeWindow = { start: '09:00', end: '17:00' };
const several = requested({
  actor: agent7,
  links: { thread: 't', turn: 'u', toolCall: 'c', changeset: 's' },
  subject: { kind: 'changeset', id: '7' },
  labels: { module: 'm' },
  assignee: 'zoe',
  deadline: ASKED_AT * 2,
  idempotencyKey: 'k',
  rationale: 'why',
  candidateMemories: ['tea'],
  rule: rule({
    groups: ['banking', 'security'],
    amending: 'allowed',
    distinctApprovers: true,
    reasonRequired: ['revoke'],
    forceApprovalGroups: ['oncall'],
  }),
  groups: ['user:bob', '*'],
});
const one = requested({
  rule: rule({
    minApprovals: 1,
    groups: ['banking', 'security'],
    amending: 'allowed',
    forceApprovalGroups: ['oncall'],
  }),
});

const toBob = requested({ actor: agent7, assignee: 'bob' });
const claimed = [toBob, approve(bob), claim(agent7)];

/** One event of every type, with as few nulls as can be. */
const everyEvent: readonly ReviewEvent[] = [
  ...given().when(several).events,
  ...given(several, approve(carol)).when(approve(bob, { amendments: { input: 'x' }, note: 'n', timeWindow }))
    .events,
  ...given(one).when(approve(bob)).events,
  ...given(one).when(reject(bob, { note: 'n' })).events,
  ...given(one, approve(bob)).when(revoke(bob, { note: 'n' })).events,
  ...given(several).when(approve(grace, { force: true, note: 'n', timeWindow, amendments: { input: 'y' } }))
    .events,
  ...given(several).when(expire(ASKED_AT * 2)).events,
  ...given(several).when(withdraw(agent7, { note: 'n' })).events,
  ...given(toBob).when(reassign(dave, 'carol', { note: 'n' })).events,
  ...given(...claimed.slice(0, -1)).when(claim(agent7)).events,
  ...given(...claimed).when(extend(agent7)).events,
  ...given(...claimed).when(report(agent7, 'succeeded', { at: ASKED_AT * 2, result: 'r', note: 'n' })).events,
  ...given(...claimed, loseLease(ASKED_AT * 2)).when(reconcile(dave, 'executed', { note: 'n' })).events,
];
const stored = everyEvent.map((event) => [event.type, encodeReviewEvent(event).data] as const);

/** Paths of all values but those inside of payloads, amendments and labels, whose content is free. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const isFree = ['payload', 'amendments', 'labels', 'result'].includes(String(path.at(-1)));
  if (typeof value !== 'object' || value === null || isFree) return path.length === 0 ? [] : [path];
  const inner = Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function changed(value: unknown, [key, ...rest]: Path, change: (item: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
  const item = changed(copy[key], rest, change);
  if (item === undefined) delete copy[key];
  else copy[key] = item;
  return copy;
}

describe('The stored form of an event', () => {
  it('is its data beside its type', () => {
    const event: ReviewEvent = { type: 'ReviewRejected', at: 1, by: 'bob' };
    expect(encodeReviewEvent(event)).toEqual({ type: 'ReviewRejected', data: { at: 1, by: 'bob' } });
  });

  it('exists for every type', () => {
    expect(new Set(stored.map(([type]) => type))).toEqual(new Set(REVIEW_EVENT_TYPES));
  });

  it.each(stored)('comes back as it was: %s', (type, data) => {
    expect(decodeReviewEvent(type, JSON.parse(JSON.stringify(data)))).toEqual({
      ok: true,
      event: { type, ...data },
    });
  });

  it('keeps keys such as `__proto__` in a payload and in labels', () => {
    const payload = JSON.parse('{"__proto__":{"a":1}}') as Record<string, never>;
    const labels = JSON.parse('{"__proto__":"b"}') as Record<string, string>;
    const [event] = given().when(requested({ payload, labels })).events as [ReviewEvent];
    const read = decodeReviewEvent(event.type, JSON.parse(JSON.stringify(encodeReviewEvent(event).data)));
    expect(JSON.stringify(read)).toBe(JSON.stringify({ ok: true, event }));
  });
});

describe('Reading a stored event', () => {
  it.each(stored)('leaves out fields that it does not know, at every depth: %s', (type, data) => {
    const objects = pathsOf(data).filter((path) => {
      const isList = /^\d+$/.test(String(path.at(-1)));
      return !isList;
    });
    let widened: unknown = { ...data, novelty: true };
    for (const path of objects) {
      const isFree = ['payload', 'amendments', 'labels'].includes(String(path.at(-1)));
      widened = changed(widened, path, (item) =>
        typeof item === 'object' && item !== null && !Array.isArray(item) && !isFree
          ? { ...item, novelty: true }
          : item,
      );
    }
    expect(decodeReviewEvent(type, widened)).toEqual({ ok: true, event: { type, ...data } });
  });

  it.each(stored)('finds any value of a wrong type and says where: %s', (type, data) => {
    // A result is whatever the executor returned.
    const paths = pathsOf(data).filter((path) => path.at(-1) !== 'result');
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const wrong = changed(data, path, (item) => (Array.isArray(item) ? 'x' : item === null ? true : []));
      expect([path, decodeReviewEvent(type, wrong)]).toMatchObject([
        path,
        { ok: false, problem: expect.stringContaining(`${type}: ${String(path[0])}`) as string },
      ]);
    }
  });

  it.each(stored)('finds any field that is missing: %s', (type, data) => {
    for (const path of pathsOf(data)) {
      if (/^\d+$/.test(String(path.at(-1)))) continue;
      const result = decodeReviewEvent(
        type,
        changed(data, path, () => undefined),
      );
      expect([path, result.ok]).toEqual([path, false]);
    }
  });

  it.each<[string, ReviewEvent['type'], Path, unknown, string]>([
    [
      'a word that is none',
      'ReviewRequested',
      ['reviewType'],
      'daily',
      'ReviewRequested: reviewType: expected one of onetime, jit',
    ],
    [
      'a broken number',
      'ReviewApproved',
      ['accessUntil'],
      1.5,
      'ReviewApproved: accessUntil: expected a whole number',
    ],
    [
      'a deadline that is no time',
      'ReviewExpired',
      ['deadline'],
      null,
      'ReviewExpired: deadline: expected a whole number',
    ],
    [
      'a slot below zero',
      'ApprovalGiven',
      ['slots', 0],
      -1,
      'ApprovalGiven: slots[0]: expected a number from 0 on',
    ],
    [
      'an unknown holder',
      'ReviewRequested',
      ['slots', 0, 'kind'],
      'robot',
      'ReviewRequested: slots[0].kind: expected one of group, user, anyone',
    ],
    [
      'a window that is none',
      'ReviewRequested',
      ['timeWindow'],
      null,
      'ReviewRequested: timeWindow: expected an object',
    ],
    [
      'a name that is none',
      'RejectionGiven',
      ['personal', 'by', 'name'],
      7,
      'RejectionGiven: personal.by.name: expected a text',
    ],
  ])('names %s', (_case, type, path, value, problem) => {
    const [, data] = stored.find(([other]) => other === type) as (typeof stored)[number];
    expect(
      decodeReviewEvent(
        type,
        changed(data, path, () => value),
      ),
    ).toEqual({ ok: false, problem });
  });

  it.each([[null], ['text'], [7], [[]], [undefined]])('refuses %p instead of data', (data) => {
    expect(decodeReviewEvent('ReviewRejected', data)).toMatchObject({ ok: false });
  });

  it.each(['ReviewExploded', 'constructor', '__proto__', ''])('refuses the unknown type %p', (type) => {
    expect(decodeReviewEvent(type, {})).toEqual({ ok: false, problem: `unknown event type ${type}` });
  });

  it('refuses a schema version that it does not know', () => {
    expect(decodeReviewEvent('ReviewRejected', { at: 1, by: 'bob' }, 2)).toEqual({
      ok: false,
      problem: 'ReviewRejected: unknown schema version 2',
    });
  });
});

import { memoryIdOf, runIdOf } from '@countersign/memory';
import type { Position } from '@countersign/event-store';
import { eventOf, type History, type Recorded } from '../history.spec-support';
import { by, type Case, clean, change, type Spoil, of } from './planting.spec-support';

const keyed = (changes: (by: Record<string, unknown>) => void): Spoil =>
  change('keyed', 'ReviewRequested', (data) => changes(data['by'] as Record<string, unknown>));

/** Puts an event right behind another, in a place of its own. */
function behind(history: History, other: Recorded, event: Recorded): void {
  event.position = (other.position + 1n) as Position;
  history.events.splice(history.events.indexOf(other) + 1, 0, event);
}

/** What rules, keys and memories give away. */
export const HIDDEN_ELSEWHERE: readonly Case[] = [
  [
    'a memory out of nothing, in the command that forgets one',
    (history) => {
      const forgotten = eventOf(history, 'MemoryForgotten');
      const made = structuredClone(eventOf(history, 'MemoriesCrystallised'));
      const source = clean.id('never');
      made.metadata['commandId'] = forgotten.metadata['commandId'];
      Object.assign(made.data, {
        at: forgotten.data['at'],
        review: clean.id('no review'),
        source,
        runId: runIdOf(source),
        memoryIds: [memoryIdOf(source, 0)],
      });
      behind(history, forgotten, made);
    },
    'impossible-append',
    'no-source',
  ],
  [
    'two rules set at once',
    (history) => {
      const [one, other] = [eventOf(history, 'RuleSet'), eventOf(history, 'RuleSet', 1)];
      other.metadata['commandId'] = one.metadata['commandId'];
    },
    'impossible-append',
  ],
  [
    'a rule that lets anybody break the glass',
    (history) => {
      const { terms } = eventOf(history, 'RuleSet').data as { terms: { forceApprovalGroups: string[] } };
      terms.forceApprovalGroups = ['*'];
    },
    'invalid-terms',
  ],
  [
    'a rule that is dated far ahead, and a request around the rule before it',
    (history) => {
      const { policy } = of(history, 'rejected', 'ReviewRequested').data;
      of(history, 'ruled', 'ReviewRequested').data['policy'] = policy;
      eventOf(history, 'RuleSet', 1).data['at'] = Date.UTC(2036, 0, 1);
    },
    'rule-passed-over',
    'time-went-back',
  ],
  ['a key that never was', keyed((who) => (who['credential'] = `key:${clean.id('no key')}`)), 'unknown-key'],
  ['a key in the name of another', keyed((who) => (who['id'] = 'agent-10')), 'wrong-key-holder'],
  ['a key with another group', keyed((who) => (who['groups'] = ['banking'])), 'wrong-key-holder'],
  [
    'a key for what it is not for',
    (history) => {
      (eventOf(history, 'ApiKeyIssued').data as { scopes: string[] }).scopes = ['execute'];
    },
    'beyond-scope',
  ],
  [
    'a key after its end',
    (history) => {
      eventOf(history, 'ApiKeyIssued').data['expiresAt'] =
        Number(eventOf(history, 'ApiKeyIssued').data['at']) + 1;
    },
    'key-ended',
  ],
  [
    'a key after it was revoked',
    (history) => {
      const request = of(history, 'keyed', 'ReviewRequested');
      const revoked = eventOf(history, 'ApiKeyRevoked');
      const later = history.events.filter((event) => event !== revoked);
      revoked.position = (request.position - 1n) as Position;
      revoked.data['at'] = Number(request.data['at']) - 61_000;
      later.splice(later.indexOf(request), 0, revoked);
      history.events = later;
    },
    'key-ended',
  ],
  [
    'an agent whose key decides',
    (history) => {
      (eventOf(history, 'ApiKeyIssued').data as { scopes: string[] }).scopes = ['ask', 'decide'];
    },
    'invalid-terms',
  ],
  [
    'a key issued with a key',
    (history) => {
      by(eventOf(history, 'ApiKeyRevoked'))['credential'] = `key:${clean.id('a key')}`;
    },
    'not-eligible',
  ],
];

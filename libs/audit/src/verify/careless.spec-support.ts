import type { Position } from '@countersign/event-store';
import { OTHER_WORKSPACE } from '@countersign/testing';
import { rehashed } from '../history.spec-support';
import {
  type Case,
  change,
  clean,
  of,
  payload,
  personal,
  type Spoil,
  swap,
  without,
} from './planting.spec-support';

/** By a careless hand: what was recorded beside it gives it away. */
export const CARELESS: readonly Case[] = [
  [
    'an edited note',
    (history) => {
      (personal(of(history, 'rejected', 'RejectionGiven'))['note'] as { value: unknown }).value = 'fine';
    },
    'wrong-personal-digest',
  ],
  [
    'an edited payload',
    (history) => payload(history, 'ruled', { input: 'drop' }),
    'wrong-personal-digest',
    'wrong-digest',
  ],
  [
    'an edited payload with a hash of its own',
    (history) => {
      payload(history, 'ruled', { input: 'drop' });
      rehashed(of(history, 'ruled', 'ReviewRequested'), null);
    },
    'broken-chain',
    'wrong-digest',
  ],
  [
    'an edited lease',
    change('used', 'ExecutionClaimed', (data) => (data['until'] = 1)),
    'wrong-hash',
    'wrong-lease',
  ],
  ['a missing revision', without((history) => of(history, 'ruled', 'ApprovalGiven', 1)), 'missing-revision'],
  ['a missing beginning', without((history) => of(history, 'used', 'ReviewRequested')), 'missing-revision'],
  ['swapped streams', swap('ruled', 'amended'), 'wrong-stream', 'wrong-event-id', 'wrong-hash', 'no-source'],
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
  [
    'a number that JSON has not',
    (history) => {
      of(history, 'used', 'ReviewRequested').data['extra'] = JSON.parse('1e999') as unknown;
    },
    'unreadable',
  ],
  [
    'a time a month before the store took it',
    (history) => {
      of(history, 'waiting', 'ReviewRequested').created += 30 * 86_400_000;
    },
    'wrong-time',
  ],
  [
    'a time some minutes after the store took it',
    (history) => {
      of(history, 'waiting', 'ReviewRequested').created -= 120_000;
    },
    'wrong-time',
  ],
  [
    'a note that was wiped out',
    (history) => {
      personal(of(history, 'rejected', 'RejectionGiven'))['note'] = null as never;
    },
    'erased',
  ],
  [
    'personal parts wiped out as a whole',
    (history) => {
      of(history, 'rejected', 'RejectionGiven').data['personal'] = null;
    },
    'erased',
  ],
  ['a stream that the store was told to cut', metadata({ $maxCount: 1 }), 'stream-metadata'],
  ['a stream that the store was told to delete', metadata({ $tb: '9223372036854775807' }), 'stream-metadata'],
  [
    'a stream that the store was told something unspeakable of',
    metadata({ $acl: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown }),
    'stream-metadata',
  ],
  [
    'a stream that was deleted for good',
    (history) => {
      const event = structuredClone(of(history, 'used', 'ReviewRequested'));
      const position = ((history.events.at(-1)?.position ?? 0n) + 1n) as Position;
      history.events.push({ ...event, position, revision: 2n ** 63n - 1n, type: '$streamDeleted', data: {} });
    },
    'stream-metadata',
  ],
  [
    'a whole stream twice',
    (history) => {
      const { stream } = of(history, 'ruled', 'ReviewRequested');
      const last = history.events.at(-1)?.position ?? 0n;
      const own = history.events.filter((event) => event.stream === stream);
      const copies = own.map((event, index) => {
        return { ...structuredClone(event), position: (last + BigInt(index + 1)) as Position };
      });
      history.events.push(...copies);
    },
    'repeated-command',
    'repeated-revision',
  ],
];

function metadata(data: Record<string, unknown>): Spoil {
  return (history) => {
    const event = structuredClone(of(history, 'used', 'ReviewRequested'));
    const stream = `$$${event.stream}`;
    const position = ((history.events.at(-1)?.position ?? 0n) + 1n) as Position;
    history.events.push({ ...event, stream, position, data, type: '$metadata', isForeign: true });
  };
}

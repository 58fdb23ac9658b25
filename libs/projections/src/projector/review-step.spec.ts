import { memoryStream, parseStream } from '@countersign/event-store';
import type { Position } from '@countersign/event-store';
import { decideMemory, encodeMemoryEvent } from '@countersign/memory';
import { WORKSPACE } from '@countersign/testing';
import { memoryOf, Unapplicable } from './review-step';
import type { OwnEvent } from './review-step';

const SESSION = 's1';
const stream = memoryStream(WORKSPACE, SESSION);

/** The event of so many memories, at a position. */
function crystallised(count: number, position: bigint): OwnEvent {
  const memories = Array.from({ length: count }, (_, index) => ({ id: `m${index}`, content: 'kept' }));
  const about = { workspace: WORKSPACE, session: SESSION, review: 'r', source: 'o', runId: 'run' };
  const result = decideMemory({ kind: 'RecordMemories', ...about, memories, at: 1 } as never, null);
  if (result.kind === 'refused') throw new Error(result.refusal.code);
  const { type, data } = encodeMemoryEvent(result.events[0] as never);
  const envelope = { workspace: WORKSPACE, schemaVersion: 1 };
  const place = { id: 'e', stream, revision: 0n, position: position as Position, created: 1 };
  return { ...place, type, data, envelope } as unknown as OwnEvent;
}
const read = (event: OwnEvent) => () => memoryOf(event, parseStream(stream) as never);

describe('memories of an event', () => {
  it('are taken as far as each can have a number of its own', () => {
    expect(read(crystallised(256, 2n ** 45n - 1n))).not.toThrow();
  });

  it('are refused with the reason where they are too many, or too far behind', () => {
    expect(read(crystallised(257, 1n))).toThrow(Unapplicable);
    expect(read(crystallised(257, 1n))).toThrow('257 memories');
    expect(read(crystallised(1, 2n ** 45n))).toThrow('too high to number memories');
  });
});

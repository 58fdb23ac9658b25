import { reviewStream, type Position } from '@countersign/event-store';
import { WORKSPACE } from '@countersign/testing';
import { eventOf, type History, type Recorded, rewritten } from '../history.spec-support';
import { story, type Told } from '../story.spec-support';
import type { FindingCode } from './finding';

export const clean = story();

export type Spoil = (history: History) => void;
export type Case = readonly [name: string, spoil: Spoil, ...codes: FindingCode[]];

export const streamOf = (name: Told): string => reviewStream(WORKSPACE, clean.id(name));
export const of = (history: History, name: Told, type: string, nth = 0) =>
  eventOf(history, type, nth, streamOf(name));
export const personal = ({ data }: Recorded) => data['personal'] as Record<string, { value: unknown }>;
export const by = ({ data }: Recorded) => data['by'] as Record<string, unknown>;

export function change(name: Told, type: string, changes: (data: Record<string, unknown>) => void): Spoil {
  return (history) => changes(of(history, name, type).data);
}

/** Somebody else's hands: not one of the fingerprints of the first is left. */
export const hidden =
  (spoil: Spoil): Spoil =>
  (history) => {
    spoil(history);
    rewritten(history);
  };

export function without(...gone: readonly ((history: History) => Recorded)[]): Spoil {
  return (history) => {
    const events = gone.map((find) => find(history));
    history.events = history.events.filter((event) => !events.includes(event));
  };
}

/** A copy of an event behind all others, in a command of its own. */
export function again(
  name: Told,
  type: string,
  changes: (event: Recorded, history: History) => void = () => undefined,
): Spoil {
  return (history) => {
    const copy = structuredClone(of(history, name, type));
    const last = history.events.at(-1) as Recorded;
    copy.position = (last.position + 100n) as Position;
    copy.metadata['commandId'] = `again-${history.events.length}`;
    copy.data['at'] = 1_773_750_000_000;
    copy.created = 1_773_750_000_020;
    changes(copy, history);
    history.events.push(copy);
  };
}

export function swap(one: Told, other: Told): Spoil {
  return (history) => {
    const [a, b] = [streamOf(one), streamOf(other)];
    for (const event of history.events) {
      if (event.stream === a) event.stream = b;
      else if (event.stream === b) event.stream = a;
    }
  };
}

export const payload = (history: History, name: Told, content: unknown): void => {
  (personal(of(history, name, 'ReviewRequested'))['payload'] as { value: unknown }).value = content;
};

export function moveTo(name: Told) {
  return (event: Recorded): void => {
    event.stream = streamOf(name);
  };
}

/** The expiry is taken out, and somebody approves a minute later. */
export function afterDeadline(history: History): void {
  again('used', 'ApprovalGiven', moveTo('expired'))(history);
  without((spoilt) => of(spoilt, 'expired', 'ReviewExpired'))(history);
}

/** The second is recorded by the command of the first. */
export function joined(first: (history: History) => Recorded, second: (history: History) => Recorded): Spoil {
  return (history) => {
    second(history).metadata['commandId'] = first(history).metadata['commandId'];
  };
}

import { isSealed } from '@countersign/event-store';
import { auditClock, type ClockTolerance } from './clocks';
import type { Found } from './finding';
import { type Beside, judge } from './judging';
import { auditLink, auditRevision } from './links';
import type { OpenedEvent } from './opened-event';
import { auditId, auditNames } from './places';
import { commandPrint, type StreamFold, weigh } from './stream-fold';

/** What was made of one event of an append. */
export interface Looked {
  readonly found: Found[];
  isSealed: boolean;
  /** Whether it was held against the rules. */
  isJudged: boolean;
}

export interface Passing extends Beside {
  readonly mayBeginLate: boolean;
  readonly tolerance: ClockTolerance;
  readonly destroyedKeys: ReadonlySet<string>;
}

/** Takes the events of one append into the fold of their stream. Whatever one of them is, it throws nothing. */
export function advance(
  fold: StreamFold,
  append: readonly OpenedEvent[],
  passing: Passing,
): readonly Looked[] {
  const looked = append.map((): Looked => ({ found: [], isSealed: false, isJudged: false }));
  repeated(fold, append, looked);
  let isLoose = false;
  const next: number[] = [];
  append.forEach((event, index) => {
    const own = looked[index] as Looked;
    try {
      const place = auditRevision(fold, event, passing.mayBeginLate);
      isLoose ||= place.found.length > 0 || fold.hash === undefined;
      own.found.push(...place.found, ...auditId(event, index, isLoose), ...auditNames(event));
      if (!place.isNext) return;
      const link = auditLink(fold, event);
      own.found.push(...link, ...auditReading(event, link), ...auditClock(event, fold.at, passing.tolerance));
      own.found.push(...auditParts(event, own, passing.destroyedKeys));
      fold.at = event.fact?.event.at ?? fold.at;
      next.push(index);
    } catch (error) {
      own.found.push(unreadable(error));
      fold.state = 'lost';
    }
  });
  const facts = next.map((index) => append[index] as OpenedEvent);
  const cited = next.map((index) => passing.cited[index]);
  try {
    judge(fold, facts, { ...passing, cited }).forEach((breaches, nth) => {
      const own = looked[next[nth] as number] as Looked;
      own.found.push(...(breaches ?? []));
      own.isJudged = breaches !== null;
    });
  } catch (error) {
    looked[next[0] ?? 0]?.found.push(unreadable(error));
    fold.state = 'lost';
  }
  weigh(fold, facts);
  return looked;
}

function repeated(fold: StreamFold, append: readonly OpenedEvent[], looked: readonly Looked[]): void {
  const commandId = append[0]?.envelope?.commandId;
  if (commandId === undefined) return;
  const print = commandPrint(commandId);
  if (fold.commands.has(print)) {
    const sentence = `Its command ${commandId} had been recorded before.`;
    looked[0]?.found.push({ code: 'repeated-command', sentence });
  }
  fold.commands.add(print);
}

/**
 * A part that nobody can read any more says by its key how that came about. No hash covers what it says: whoever has the
 * disk can name any key, so that only one counts whose destruction is known.
 */
function auditParts(
  { stored, envelope }: OpenedEvent,
  own: Looked,
  destroyedKeys: ReadonlySet<string>,
): readonly Found[] {
  const { data } = stored;
  const personal =
    typeof data === 'object' && data !== null && 'personal' in data ? data.personal : undefined;
  own.isSealed = isSealed(personal);
  if (!own.isSealed || envelope === null) return [];
  if (envelope.keyId !== null && destroyedKeys.has(envelope.keyId)) return [];
  return [
    {
      code: 'erased',
      sentence: 'A personal part is gone, and no key is known to be destroyed under which it was.',
    },
  ];
}

/** What the chain has not told of already. */
function auditReading({ problem }: OpenedEvent, link: readonly Found[]): readonly Found[] {
  if (problem === null || link.some(({ code }) => code === 'unreadable')) return [];
  const code = /^unknown event type|unknown schema version/.test(problem) ? 'unknown-event' : 'unreadable';
  return [{ code, sentence: `It cannot be read: ${problem}.` }];
}

/** A value that nothing can go through: nested too deep, or a number that JSON has not. */
export function unreadable(error: unknown): Found {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'unreadable', sentence: `It cannot be read: ${reason}.` };
}

import type { Operations } from '@countersign/client';
import { countedWords, durationWords } from '../parts/quantity-words.ts';
import type { Tone } from '../parts/tone.ts';

export type Projection = Operations['projections'][number];
export type Reaction = Operations['reactions'][number];

/** Something that is not as it should be. */
export interface Finding {
  /** Red: something does not work. Amber: it works, and somebody should look. Blue: it passes by itself. */
  readonly tone: Extract<Tone, 'red' | 'amber' | 'blue'>;
  readonly text: string;
}

/** What is further behind is noticed by those who work with it. */
const BEHIND_SECONDS = 5;
/** What asks meanwhile waits so long. */
const SLOW_MS = 200;
/** Deadlines and leases are judged by clocks. */
const SKEWED_MS = 2_000;

const ORDER = { red: 0, amber: 1, blue: 2 } as const;

/** What is wrong, the worst first; nothing where all is well. */
export function findingsOf(operations: Operations): readonly Finding[] {
  const { projections, reactions } = operations;
  return [
    ...foundations(operations),
    ...projections.flatMap(ofProjection),
    ...reactions.flatMap(ofReaction),
  ].sort((one, other) => ORDER[one.tone] - ORDER[other.tone]);
}

function foundations({ store, database, gateway }: Operations): Finding[] {
  const found: Finding[] = [];
  if (!store.isReachable)
    found.push({
      tone: 'red',
      text: 'The event store does not answer: nothing can be asked for or decided.',
    });
  if (!database.isReachable)
    found.push({ tone: 'red', text: 'The database of the views does not answer: nothing can be listed.' });
  if (gateway.eventLoop.p99Ms >= SLOW_MS) {
    const late = durationWords(gateway.eventLoop.p99Ms / 1_000);
    found.push({
      tone: 'amber',
      text: `The gateway has too much to do: its timers come up to ${late} late.`,
    });
  }
  return found;
}

function ofProjection({ name, state, error, lagSeconds, parked }: Projection): Finding[] {
  const found: Finding[] = [];
  if (state === 'stopped' || error !== null)
    found.push({
      tone: 'red',
      text: `The projection ${name} stands still; the log of the gateway says why.`,
    });
  else if (state === 'building')
    found.push({
      tone: 'blue',
      text: `The projection ${name} is being built; what it has is not whole yet.`,
    });
  else if (lagSeconds > BEHIND_SECONDS)
    found.push({ tone: 'amber', text: `The projection ${name} is ${durationWords(lagSeconds)} behind.` });
  if (parked.length > 0)
    found.push({
      tone: 'amber',
      text: `${countedWords(parked.length, 'stream')} of the projection ${name} ${parked.length === 1 ? 'is' : 'are'} parked: what happened there is not shown.`,
    });
  return found;
}

function ofReaction({ name, problem, parked, stuck, due, skewMs }: Reaction): Finding[] {
  const found: Finding[] = [];
  if (problem !== null)
    found.push({
      tone: 'red',
      text: `This gateway would not run the reaction ${name}; its log says why.`,
    });
  if (parked > 0)
    found.push({
      tone: 'amber',
      text: `The reaction ${name} has given up on ${countedWords(parked, 'piece')} of work.`,
    });
  if (stuck > 0)
    found.push({
      tone: 'amber',
      text: `The reaction ${name} has often failed with ${countedWords(stuck, 'piece')} of work, and tries on.`,
    });
  if (due === null) found.push({ tone: 'amber', text: `What is due for the reaction ${name} is not known.` });
  if (skewMs !== null && Math.abs(skewMs) >= SKEWED_MS)
    found.push({
      tone: 'amber',
      text: `The clock of the gateway is ${durationWords(Math.abs(skewMs) / 1_000)} ${skewMs > 0 ? 'ahead of' : 'behind'} others that the reaction ${name} goes by.`,
    });
  return found;
}

export const headline = (findings: readonly Finding[]): { readonly tone: Tone; readonly title: string } => {
  const [worst] = findings;
  if (worst === undefined) return { tone: 'green', title: 'All is well' };
  const things = countedWords(findings.length, 'thing');
  if (worst.tone === 'red') return { tone: 'red', title: `Something does not work: ${things} to look at` };
  if (worst.tone === 'amber') return { tone: 'amber', title: `It works, with ${things} to look at` };
  return { tone: 'blue', title: `It works, and ${things} will pass by itself` };
};

import type { Verification } from '@countersign/client';
import type { Tone } from '../parts/tone.ts';

interface Verdict {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

/** What is to be thought of the log. */
export function verdictOf({ state, last, failed, running }: Verification): Verdict {
  switch (state) {
    case 'never':
      return {
        tone: 'grey',
        title: 'The log has not been verified yet',
        text: 'At least not since the gateway that answers was started: it remembers no earlier verification.',
      };
    case 'running':
      return {
        tone: 'blue',
        title: 'The log is being verified',
        text:
          running !== null && running.findings > 0
            ? 'Something was found already. It goes on to the end of the log.'
            : 'It goes on when you leave this page.',
      };
    case 'clean':
      return {
        tone: 'green',
        title: 'The log is what was recorded',
        text: `All ${(last?.events ?? 0).toLocaleString()} events continue their chains and keep the rules.`,
      };
    case 'findings':
      return {
        tone: 'red',
        title: 'The log is not what it should be',
        text: 'Below is what was found, event by event. Keep an export before anything is mended.',
      };
    case 'failed':
      return {
        tone: foundBy(failed) + foundBy(last) > 0 ? 'red' : 'amber',
        title: 'The verification came to no end',
        text: `${failed?.problem ?? 'The log could not be read'}.${
          foundBy(failed) + foundBy(last) > 0 ? ' Something was found before that.' : ''
        }`,
      };
  }
}

/** How much was found in all. */
export const foundBy = (ended: Verification['last'] | Verification['failed']): number =>
  Object.values(ended?.counts ?? {}).reduce((sum, count) => sum + count, 0);

/** Whether the log has gone on since; null where the verification has all of it. */
export function behindOf(upTo: string | null, end: string | null): string | null {
  if (end === null || (upTo !== null && BigInt(end) <= BigInt(upTo))) return null;
  return `Since then the log has gone on, to position ${end}: that part is not verified.`;
}

const REVIEW_STREAM = /^review-.+_([0-9a-f]{8}-[0-9a-f-]{27})$/;

/** The review that a stream is of; null for others. */
export const reviewOf = (stream: string): string | null => REVIEW_STREAM.exec(stream)?.[1] ?? null;

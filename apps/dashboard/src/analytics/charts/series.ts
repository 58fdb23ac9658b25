import type { Tone } from '../../parts/tone.ts';

/** How an area is filled: told apart without its colour too. */
export type Filling = 'full' | 'hatched' | 'dotted';
/** How a point is drawn, likewise. */
export type Sign = 'circle' | 'diamond' | 'square' | 'frame';

export interface Series {
  readonly key: string;
  readonly label: string;
  readonly tone: Tone;
  readonly filling?: Filling;
  readonly sign?: Sign;
  /** Drawn as a broken line. */
  readonly isBroken?: boolean;
}

export const fillOf = ({ tone, filling = 'full' }: Series): string =>
  filling === 'full' ? `var(--${tone})` : `url(#${patternId(tone, filling)})`;

export const patternId = (tone: Tone, filling: Filling): string => `chart-${filling}-${tone}`;

export const VERDICTS: readonly Series[] = [
  { key: 'approve', label: 'Approved', tone: 'green' },
  { key: 'reject', label: 'Rejected', tone: 'red', filling: 'hatched' },
  { key: 'revoke', label: 'Revoked', tone: 'violet', filling: 'dotted' },
];

export const FLOW: readonly Series[] = [
  { key: 'asked', label: 'Asked for', tone: 'blue', sign: 'circle', isBroken: false },
  { key: 'closed', label: 'Closed', tone: 'green', sign: 'square', isBroken: true },
];

export const PERCENTILES: readonly Series[] = [
  { key: 'p50', label: 'Half within (p50)', tone: 'blue', sign: 'circle' },
  { key: 'p90', label: '9 of 10 within (p90)', tone: 'violet', sign: 'diamond' },
  { key: 'p99', label: '99 of 100 within (p99)', tone: 'amber', sign: 'frame' },
];

export const WAITING: readonly Series[] = [{ key: 'count', label: 'Reviews', tone: 'blue' }];

export const CARE: readonly Series[] = [
  { key: 'fastShare', label: 'Decided in under 5 s', tone: 'amber' },
  { key: 'forcedShare', label: 'Forced', tone: 'red', filling: 'hatched' },
];

export const EXPIRY: readonly Series[] = [
  { key: 'expiryRate', label: 'Expired', tone: 'grey', filling: 'hatched' },
];

const NAME_LENGTH = 15;

/** A name that somebody gave, as an axis has room for it, in its own direction. */
export const axisName = (name: string): string => {
  const letters = [...name];
  const shown = letters.length > NAME_LENGTH ? `${letters.slice(0, NAME_LENGTH - 1).join('')}…` : name;
  return `\u2068${shown}\u2069`;
};

import { createHash } from 'node:crypto';
import type { AudienceKey } from '@countersign/review';
import type { SoughtWords } from './words';

/** Characters of {@link keyOf}. */
const KEY = 8;
/** Characters of a word for a key of an audience, behind the key of its workspace. */
const SIGHT = 16;

/** Starts every word of a workspace, so that no search walks what another one has. */
function keyOf(workspace: string): string {
  return digestOf(workspace).slice(0, KEY);
}

/** Words as those of this workspace. */
export function ownWordsOf(workspace: string, words: readonly string[]): readonly string[] {
  const key = keyOf(workspace);
  return words.map((word) => key + word);
}

/** The same as a column of words has them. */
export function columnOf(workspace: string, words: readonly string[]): string {
  return ownWordsOf(workspace, words).join(' ');
}

export function soughtOf(workspace: string, { words, beginnings }: SoughtWords): SoughtWords {
  const key = keyOf(workspace);
  return { words: words.map((word) => key + word), beginnings: beginnings.map((word) => key + word) };
}

/**
 * Words that stand beside those of a text and say who sees it: a search of somebody who sees little finds nothing else.
 * They begin with another key, so that no query ever means one.
 */
export function sightWordsOf(workspace: string, keys: readonly AudienceKey[]): readonly string[] {
  const key = keyOf(`${workspace}\0sight`);
  return keys.map(({ kind, value }) => key + digestOf(`${kind}\0${value}`).slice(0, SIGHT));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

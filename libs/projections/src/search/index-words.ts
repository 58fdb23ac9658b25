import { createHash } from 'node:crypto';
import type { SoughtWords } from './words';

/** Characters of {@link keyOf}. */
const KEY = 8;

/** Starts every word of a workspace, so that no search walks what another one has. */
function keyOf(workspace: string): string {
  return createHash('sha256').update(workspace).digest('hex').slice(0, KEY);
}

/** Words of a workspace as a column of words has them. */
export function columnOf(workspace: string, words: readonly string[]): string {
  const key = keyOf(workspace);
  return words.map((word) => key + word).join(' ');
}

export function soughtOf(workspace: string, { words, beginnings }: SoughtWords): SoughtWords {
  const key = keyOf(workspace);
  return { words: words.map((word) => key + word), beginnings: beginnings.map((word) => key + word) };
}

import type { Viewer } from '../contract';
import { isKeptInWords, sightKeysOf } from '../projections/audience';
import type { Question } from '../review-lists/conditions';
import { sightWordsOf } from './index-words';

/** The words of which one is in all that the viewer sees; null: none, he is asked for where something was found. */
export function sightOf({ viewer, bounds }: Pick<Question, 'viewer' | 'bounds'>): readonly string[] | null {
  const keys = sightKeysOf(viewer);
  if (keys === null || keys.length > bounds.parts || !keys.every(isKeptInWords)) return null;
  return sightWordsOf(viewer.workspace, keys);
}

/** Whether an index that is asked for these finds nothing that the viewer does not see. */
export function saysAll(viewer: Viewer, sight: ReturnType<typeof sightOf>): boolean {
  return sight !== null || sightKeysOf(viewer) === null;
}

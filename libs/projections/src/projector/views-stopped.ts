/** The views cannot go on and must not: to be repaired by a person. Nothing was skipped. */
export class ViewsStopped extends Error {
  override readonly name = 'ViewsStopped';
}

/** What a person does about it. */
export const REPAIR = 'the views must be rebuilt (`npm run audit -- rebuild`)';

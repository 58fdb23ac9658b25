import type { Json, JsonObject, Review } from '@countersign/review';

/** All that a review is found by, what people wrote before what it is about: of a very large one the end is not found. */
export function* textsOf(review: Review): Generator<string> {
  const { proposal, labels, candidateMemories, decisions } = review;
  yield proposal.title;
  if (proposal.rationale !== null) yield proposal.rationale;
  for (const { note } of decisions) if (note !== null) yield note;
  for (const [key, value] of Object.entries(labels)) yield* [key, value];
  yield* candidateMemories;
  for (const { amendments } of decisions) if (amendments !== null) yield* textsIn(amendments);
  yield* textsIn(proposal.payload);
}

/** Strings, numbers and keys, as they stand; of any depth and width. */
function* textsIn(content: Json): Generator<string> {
  const left: Iterator<Json>[] = [[content].values()];
  for (let parts = left.at(-1); parts !== undefined; parts = left.at(-1)) {
    const next = parts.next();
    if (next.done === true) left.pop();
    else if (typeof next.value === 'string') yield next.value;
    else if (typeof next.value === 'number') yield String(next.value);
    else if (typeof next.value === 'object' && next.value !== null) left.push(partsOf(next.value));
  }
}

function partsOf(content: readonly Json[] | JsonObject): Iterator<Json> {
  return Array.isArray(content) ? content.values() : Object.entries(content).flat().values();
}

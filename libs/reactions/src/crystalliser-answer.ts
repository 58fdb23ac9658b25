const MOST_MEMORIES = 100;
/** In UTF-16 units, without the space around. */
const LONGEST = 2_000;

/** The body is not what the contract says; the message tells how. */
export class Malformed extends Error {}

/**
 * The sentences of a crystalliser's answer (docs/crystalliser.md), without the space around them. What the contract does
 * not name is passed over. Throws {@link Malformed}.
 */
export function sentencesIn(body: Uint8Array): readonly string[] {
  const memories = memoriesOf(parsed(body));
  if (memories.length > MOST_MEMORIES) throw new Malformed(`more than ${MOST_MEMORIES} memories`);
  return memories.map(sentenceOf);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Malformed('no JSON');
  }
}

function memoriesOf(answer: unknown): readonly unknown[] {
  const memories = typeof answer === 'object' && answer !== null && 'memories' in answer && answer.memories;
  if (!Array.isArray(memories)) throw new Malformed('no list "memories"');
  return memories;
}

/** No database takes U+0000, nor half a surrogate pair. */
function sentenceOf(memory: unknown, index: number): string {
  if (typeof memory !== 'string') throw new Malformed(`memories[${index}] is no text`);
  const sentence = memory.trim();
  if (sentence === '' || sentence.length > LONGEST) {
    throw new Malformed(`memories[${index}] has ${sentence.length} characters, not 1 to ${LONGEST}`);
  }
  if (sentence.includes('\0')) throw new Malformed(`memories[${index}] holds U+0000`);
  if (!sentence.isWellFormed()) throw new Malformed(`memories[${index}] holds half a surrogate pair`);
  return sentence;
}

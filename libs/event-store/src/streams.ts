const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** A session id as the design's *Words* has it. It may hold the separator; the workspace before it never does. */
const SESSION = '[A-Za-z0-9._:-]{1,128}';

const reviewName = new RegExp(`^review-(${UUID})_(${UUID})$`);
const memoryName = new RegExp(`^memory-(${UUID})_(${SESSION})$`);
/** One stream a workspace. */
const wholeName = new RegExp(`^(rules|apikeys)-(${UUID})$`);

/** What a stream of this product is about. */
export type StreamName =
  | { readonly kind: 'review'; readonly workspace: string; readonly review: string }
  | { readonly kind: 'memory'; readonly workspace: string; readonly session: string }
  | { readonly kind: 'rules' | 'apikeys'; readonly workspace: string };

/**
 * The stream of one review. The workspace comes from the principal, never from input, so that a foreign id is
 * structurally no such stream. Ids are lower-case UUIDs; anything else is a mistake of the caller and throws RangeError.
 */
export function reviewStream(workspace: string, review: string): string {
  return checked(`review-${workspace}_${review}`, reviewName);
}

/** The stream of what one session remembers. Throws RangeError unless the workspace is a UUID and the session an id. */
export function memoryStream(workspace: string, session: string): string {
  return checked(`memory-${workspace}_${session}`, memoryName);
}

/** The stream of all rules of a workspace. Throws RangeError unless it is a UUID. */
export function rulesStream(workspace: string): string {
  return checked(`rules-${workspace}`, wholeName);
}

/** The stream of all API keys of a workspace. Throws RangeError unless it is a UUID. */
export function apiKeysStream(workspace: string): string {
  return checked(`apikeys-${workspace}`, wholeName);
}

/** Null for every stream that is not of this product. */
export function parseStream(name: string): StreamName | null {
  const review = reviewName.exec(name);
  if (review !== null) return { kind: 'review', workspace: part(review, 1), review: part(review, 2) };
  const memory = memoryName.exec(name);
  if (memory !== null) return { kind: 'memory', workspace: part(memory, 1), session: part(memory, 2) };
  const whole = wholeName.exec(name);
  if (whole === null) return null;
  return { kind: part(whole, 1) === 'rules' ? 'rules' : 'apikeys', workspace: part(whole, 2) };
}

function checked(name: string, shape: RegExp): string {
  if (shape.test(name)) return name;
  throw new RangeError(`not the name of a stream: ${JSON.stringify(name)}`);
}

function part(match: RegExpExecArray, index: number): string {
  return match[index] as string;
}

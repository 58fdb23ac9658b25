import { Failed } from '@countersign/http';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id in a path, in lower case. Throws {@link Failed} `not-found` for what can be no review's. */
export function reviewIdOf(text: string): string {
  const id = text.toLowerCase();
  return UUID.test(id) ? id : notFound();
}

export function notFound(): never {
  throw new Failed({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
}

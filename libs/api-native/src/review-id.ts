import { Failed } from '@countersign/http';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => UUID.test(text);

/** The uuid in a path, in lower case. Throws {@link Failed} `not-found` for what is none. */
export function reviewIdOf(text: string): string {
  const id = text.toLowerCase();
  return isUuid(id) ? id : notFound();
}

export function notFound(): never {
  throw new Failed({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
}

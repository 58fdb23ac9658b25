import type { Person as PersonShown } from '@countersign/client';

/** Somebody by name, or by id where no name is known; the id on demand. */
export function Person({ person }: { readonly person: PersonShown }) {
  return <bdi title={person.id}>{person.name === '' ? person.id : person.name}</bdi>;
}

export const nameOf = ({ id, name }: PersonShown): string => (name === '' ? id : name);

import type { Person as PersonShown } from '@countersign/client';
import { nameOf } from './names.ts';
import { Exact } from './exact.tsx';

/** Somebody by name, or by id where no name is known; the id on demand. */
export function Person({ person }: { readonly person: PersonShown }) {
  return (
    <bdi title={person.id}>
      <Exact text={nameOf(person)} />
    </bdi>
  );
}

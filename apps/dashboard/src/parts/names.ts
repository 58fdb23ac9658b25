import type { Person } from '@countersign/client';

/** By name, or by id where no name is known. */
export const nameOf = ({ id, name }: Person): string => (name === '' ? id : name);

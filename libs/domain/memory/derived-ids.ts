import { v5 } from 'uuid';

/** The id of the run that closes a source, UUIDv5(source event): the same on every gateway and after every crash. */
export const runIdOf = (source: string): string => v5('crystallise', source);

/** The id of a memory by its place among those of its source, UUIDv5(source, index). */
export const memoryIdOf = (source: string, index: number): string => v5(String(index), source);

import type { FoundMemory as FoundRow, MemoryRow } from '@countersign/projections';
import type { FoundMemory, Memory } from './memory-schema';
import { timeOf } from './shown';

export const memoryBody = ({ id, content, createdAt, review, source }: MemoryRow): Memory => ({
  id,
  content,
  createdAt: timeOf(createdAt),
  review,
  source,
});

export const foundMemoryBody = (row: FoundRow): FoundMemory => ({ ...memoryBody(row), session: row.session });

import type { Person } from '@countersign/review';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';

export const ROLES = ['admin', 'reviewer', 'auditor'] as const;
export const KINDS = ['human', 'agent'] as const;

/** RFC 3339, UTC, with milliseconds. */
export const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Null where there is none. */
export const timeOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : timeOf(milliseconds);

@ApiSchema({ name: 'Person', description: 'Somebody; the name is empty where it is not known' })
export class ShownPerson {
  @ApiProperty({ example: 'bob' })
  id!: string;

  @ApiProperty({ example: 'Bob Example' })
  name!: string;
}

export const shownPerson = ({ id, name }: Pick<Person, 'id' | 'name'>): ShownPerson => ({ id, name });

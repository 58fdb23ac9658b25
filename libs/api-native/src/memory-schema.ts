import { check, SessionId, Text, WholeNumber } from '@countersign/http';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { memoryPlaceIn } from './memory-cursor';

export class SessionPath {
  @SessionId()
  id!: string;
}

export const MOST_MEMORIES = 500;

export class MemoriesQuery {
  @IsOptional()
  @check(
    'string_pattern_mismatch',
    'Input should be a cursor as an earlier answer gave it',
    (given) => memoryPlaceIn(given as string) !== null,
  )
  cursor?: string;

  @WholeNumber(1, MOST_MEMORIES)
  limit: number = 100;
}

export const LONGEST_FORGET_NOTE = 2_000;

export class ForgetQuery {
  @IsOptional()
  @Text(LONGEST_FORGET_NOTE)
  note?: string;
}

/** The API *outputs* has a Memory of its own in the same document. */
@ApiSchema({ name: 'SessionMemory' })
export class Memory {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  content!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'uuid', description: 'The review that it came out of' })
  review!: string;
  @ApiProperty({ format: 'uuid', description: 'The outcome that it came out of, an event id' })
  source!: string;
}

@ApiSchema({ name: 'SessionMemories' })
export class MemoryList {
  @ApiProperty({ type: [Memory], description: 'Oldest first' })
  items!: readonly Memory[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The `cursor` of the next page; null: there is no more',
  })
  next!: string | null;
}

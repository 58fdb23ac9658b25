import { IsOptional, SessionId, Text, WholeNumber } from '@countersign/http';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { MOST_ROWS } from './list-schema';
import { LONGEST_ID } from './schema';
import { SearchWords } from './search-query';

export class SessionPath {
  @SessionId()
  id!: string;
}

export const MOST_MEMORIES = 500;

export class MemoriesQuery {
  @IsOptional()
  @SearchWords()
  q?: string;

  @IsOptional()
  @Text(LONGEST_ID, 1)
  cursor?: string;

  @WholeNumber(1, MOST_MEMORIES)
  limit: number = 100;
}

export class MemorySearchQuery {
  @SearchWords()
  q!: string;

  @IsOptional()
  @Text(LONGEST_ID, 1)
  cursor?: string;

  @WholeNumber(1, MOST_ROWS)
  limit: number = 50;
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
  @ApiProperty({ type: [Memory], description: 'Oldest first, with `q` newest first' })
  items!: readonly Memory[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The `cursor` of the next page; null: there is no more',
  })
  next!: string | null;
}

export class FoundMemory extends Memory {
  @ApiProperty({ description: 'The session that is remembered for it' })
  session!: string;
}

export class FoundMemoryList {
  @ApiProperty({ type: [FoundMemory], description: 'Newest first' })
  items!: readonly FoundMemory[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The `cursor` of the next page; null: there is no more. A page may be short and still have one',
  })
  next!: string | null;
}

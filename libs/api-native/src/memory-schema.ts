import { SessionId, Text } from '@countersign/http';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

export class SessionPath {
  @SessionId()
  id!: string;
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
}

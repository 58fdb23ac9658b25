import { SessionId, Text } from '@countersign/http';
import { ApiProperty } from '@nestjs/swagger';
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

export class MemoryList {
  @ApiProperty({ type: [Memory], description: 'Oldest first' })
  items!: readonly Memory[];
}

import { IsOptional, WholeNumber } from '@countersign/http';
import type { RuleEvent } from '@countersign/rule';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Place } from './audit-schema';
import { sentence } from './history-schema';
import { count, time } from './review-parts';
import { RuleBody } from './rule-answers';
import { ShownPerson } from './shown';

export const MOST_RULE_EVENTS = 100;

export class RuleEventsQuery {
  @IsOptional()
  @Place()
  before?: string;

  @WholeNumber(1, MOST_RULE_EVENTS)
  limit: number = 50;
}

@ApiSchema({ name: 'RuleEvent', description: 'One change of a rule' })
export class RuleEventBody {
  @ApiProperty({
    ...count,
    description: 'Of the rule that it made; pinned on the reviews that this one matched',
  })
  revision!: number;
  @ApiProperty({ description: 'In the log, a decimal string', pattern: '^\\d+$' })
  position!: string;
  @ApiProperty({ format: 'uuid' })
  eventId!: string;
  @ApiProperty({ enum: ['RuleSet', 'RuleDeleted'] })
  type!: RuleEvent['type'];
  @ApiProperty(time)
  at!: string;
  @ApiProperty({ ...time, description: 'By the clock of the store' })
  recordedAt!: string;
  @ApiProperty({ description: 'What it came through' })
  api!: string;
  @ApiProperty({ type: ShownPerson })
  by!: ShownPerson;
  @ApiProperty(sentence)
  sentence!: string;
  @ApiProperty({ type: RuleBody, nullable: true, description: 'As it then was; null where it was deleted' })
  rule!: RuleBody | null;
}

@ApiSchema({ name: 'RuleEvents' })
export class RuleEventList {
  @ApiProperty({ type: [RuleEventBody], description: 'The latest first' })
  items!: readonly RuleEventBody[];
  @ApiProperty({
    type: 'array',
    items: count,
    description: 'Revisions of changes between these that cannot be read; of this rule, or of another one',
  })
  unreadable!: readonly number[];
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The `before` of the next page. Null: there is no more. A page may be short, or empty, and still have one',
  })
  next!: string | null;
}

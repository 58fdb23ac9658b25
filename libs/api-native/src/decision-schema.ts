import { check, Flag, IsOptional, ListOf, OneOf, Part, Required, Text, WholeNumber } from '@countersign/http';
import type { JsonObject, Verdict } from '@countersign/review';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { Problem } from './described';
import { anyObject, count, textIfAny, VERDICTS } from './review-parts';
import { ReviewSummary } from './review-summary';

const LONGEST_NOTE = 10_000;
const LONGEST_DIGEST = 255;
const MOST_ITEMS = 100;
const nullable = true;

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A note is a text of its own in every command. */
export const Note = (): PropertyDecorator => (prototype, field) => {
  ApiPropertyOptional({ ...textIfAny, maxLength: LONGEST_NOTE })(prototype, field);
  IsOptional()(prototype, String(field));
  Text(LONGEST_NOTE)(prototype, field);
};

/** What the caller looked at, by its digest. */
export const SeenDigest = (): PropertyDecorator => (prototype, field) => {
  const description = 'The digest of what the caller looked at: of anything else it is 412';
  ApiPropertyOptional({ ...textIfAny, description })(prototype, field);
  IsOptional()(prototype, String(field));
  Text(LONGEST_DIGEST)(prototype, field);
};

const TIME = /^([01]?\d|2[0-3]):[0-5]\d$/;
const TimeOfDay = (): PropertyDecorator =>
  check(
    'string_pattern_mismatch',
    'String should be HH:MM in 24-hour format',
    (given) => typeof given === 'string' && TIME.test(given),
  );

@ApiSchema({ name: 'ReviewTimeWindowWish' })
export class TimeWindowWish {
  @ApiProperty({ example: '08:00', description: 'HH:MM in 24-hour format, UTC' })
  @Required()
  @TimeOfDay()
  start!: string;

  @ApiProperty({ example: '18:00', description: 'Included; before the start it crosses midnight' })
  @Required()
  @TimeOfDay()
  end!: string;
}

/** Of one review or of one in many. */
export class AnyDecision {
  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict' })
  @OneOf(VERDICTS)
  verdict!: Verdict;

  @Note()
  note?: string | null;

  @ApiPropertyOptional({
    oneOf: [anyObject, { type: 'string' }],
    nullable,
    description: 'With `approve`: a JSON Merge Patch on the payload, or a text for its `content`',
  })
  @IsOptional()
  @check(
    'amendments_type',
    'Input should be null, a valid dictionary or a valid string',
    (given) => typeof given === 'string' || isObject(given),
  )
  amendments?: JsonObject | string | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable,
    default: false,
    description: 'Break-glass, for force groups',
  })
  @IsOptional()
  @Flag()
  force?: boolean | null;

  @SeenDigest()
  seenDigest?: string | null;
}

@ApiSchema({ name: 'ReviewDecisionWish' })
export class DecideBody extends AnyDecision {
  @ApiPropertyOptional({ type: TimeWindowWish, nullable, description: 'With `approve`, once' })
  @IsOptional()
  @Part(TimeWindowWish)
  timeWindow?: TimeWindowWish | null;
}

@ApiSchema({ name: 'ReviewDecisionItem' })
export class DecisionItem extends AnyDecision {
  @ApiProperty({ format: 'uuid', description: "The review's id" })
  @Required()
  @Text(255)
  id!: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    nullable,
    description: 'As `If-Match` of one decision',
  })
  @IsOptional()
  @WholeNumber(0, Number.MAX_SAFE_INTEGER)
  seenRevision?: number | null;
}

@ApiSchema({ name: 'ReviewDecisionItems' })
export class DecisionItems {
  @ApiProperty({ type: [DecisionItem], minItems: 1, maxItems: MOST_ITEMS })
  @Required()
  @ListOf(DecisionItem, 1, MOST_ITEMS)
  items!: DecisionItem[];
}

@ApiSchema({ name: 'DecidedItem' })
class DecidedItem {
  @ApiProperty()
  id!: string;
  @ApiProperty({ type: 'integer', enum: [200] })
  status!: number;
  @ApiProperty({ type: ReviewSummary })
  review!: ReviewSummary;
}

@ApiSchema({ name: 'UndecidedItem' })
class UndecidedItem {
  @ApiProperty({ description: 'As it was sent' })
  id!: string;
  @ApiProperty({ ...count, example: 409 })
  status!: number;
  @ApiProperty({ type: Problem })
  problem!: object;
}
export type ItemResult = DecidedItem | UndecidedItem;

@ApiExtraModels(DecidedItem, UndecidedItem)
@ApiSchema({ name: 'ReviewDecisionResults' })
export class DecisionResults {
  @ApiProperty({
    type: 'array',
    description: 'One an item, in the order of the items',
    items: { oneOf: [{ $ref: getSchemaPath(DecidedItem) }, { $ref: getSchemaPath(UndecidedItem) }] },
  })
  results!: ItemResult[];
}

import {
  check,
  IsOptional,
  OneOf,
  positionOf,
  SessionId,
  Text,
  Timestamp,
  WholeNumber,
} from '@countersign/http';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { sentence } from './history-schema';
import { anyObject, count, time } from './review-parts';
import { LONGEST_ID, LONGEST_NAME } from './schema';
import { ShownPerson } from './shown';

export const STREAM_KINDS = ['review', 'memory', 'rules', 'apikeys'] as const;
export const ORDERS = ['asc', 'desc'] as const;
export const MOST_AUDITED = 100;
const MOST_TYPES = 32;

/** A position as an earlier answer gave it. */
export const Place = (): PropertyDecorator =>
  check(
    'int_parsing',
    'Input should be a position as an earlier answer gave it',
    (given) => positionOf(given as string) !== undefined,
  );

/** Which events are meant; each parameter narrows it down. */
export class AuditQuery {
  @IsOptional()
  @check('too_long', `At most ${MOST_TYPES} types of at most ${LONGEST_NAME} characters`, (given) => {
    const types = given as string[];
    return types.length <= MOST_TYPES && types.every(({ length }) => length > 0 && length <= LONGEST_NAME);
  })
  type?: string[];

  @IsOptional()
  @Text(LONGEST_ID, 1)
  actor?: string;

  @IsOptional()
  @Text(LONGEST_NAME, 1)
  review?: string;

  @IsOptional()
  @SessionId()
  session?: string;

  @IsOptional()
  @OneOf(STREAM_KINDS)
  kind?: (typeof STREAM_KINDS)[number];

  @IsOptional()
  @Timestamp()
  from?: string;

  @IsOptional()
  @Timestamp()
  to?: string;

  @IsOptional()
  @Place()
  after?: string;

  @IsOptional()
  @Place()
  before?: string;

  @OneOf(ORDERS)
  order: (typeof ORDERS)[number] = 'asc';

  @WholeNumber(1, MOST_AUDITED)
  limit: number = 50;
}

const orNull = (what: string) => ({ type: String, nullable: true, description: what }) as const;
const unread = 'null where it cannot be read';

@ApiSchema({ name: 'AuditEvent', description: 'One recorded fact of the workspace' })
export class AuditEvent {
  @ApiProperty({ description: 'In the log, a decimal string', pattern: '^\\d+$' })
  position!: string;

  @ApiProperty({ enum: STREAM_KINDS, description: 'Of the stream that it is in' })
  kind!: (typeof STREAM_KINDS)[number];

  @ApiProperty(orNull('The review that it is of, or that memories came out of'))
  review!: string | null;

  @ApiProperty(orNull('Of memories, and of a review that could be read'))
  session!: string | null;

  @ApiProperty({ ...count, description: 'In its stream' })
  revision!: number;

  @ApiProperty({ format: 'uuid' })
  eventId!: string;

  @ApiProperty({ example: 'ReviewApproved' })
  type!: string;

  @ApiProperty({ ...time, description: 'By the clock of the gateway; of the store where it says none' })
  at!: string;

  @ApiProperty({ ...time, description: 'By the clock of the store' })
  recordedAt!: string;

  @ApiProperty(orNull(`What it came through: an API, or a reaction; ${unread}`))
  api!: string | null;

  @ApiProperty(orNull(`Of its command; ${unread}`))
  commandId!: string | null;

  @ApiProperty({ type: ShownPerson, nullable: true, description: 'Null: the clock, or a reaction' })
  by!: ShownPerson | null;

  @ApiProperty({ ...sentence, type: String, nullable: true })
  sentence!: string | null;

  @ApiProperty({
    ...anyObject,
    nullable: true,
    description: `The fact itself, as it is stored; times in it are UTC milliseconds; ${unread}`,
  })
  data!: Readonly<Record<string, unknown>> | null;

  @ApiProperty(orNull('Hash of the event before it in its stream; null for the first'))
  previous!: string | null;

  @ApiProperty(orNull(`Its own hash, in the chain of its stream; ${unread}`))
  hash!: string | null;

  @ApiProperty(orNull('Why it cannot be read; null where it can'))
  problem!: string | null;
}

@ApiSchema({ name: 'AuditEvents' })
export class AuditList {
  @ApiProperty({ type: [AuditEvent] })
  items!: readonly AuditEvent[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Where the next page goes on: its `after`, or its `before` where the order is `desc`. Null: there is no more. ' +
      'A page may be short, or empty, and still have one',
  })
  next!: string | null;
}

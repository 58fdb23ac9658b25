import { IsOptional, OneOf, Timestamp, WholeNumber } from '@countersign/http';
import { MOST_FACTS } from '@countersign/commands';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { anyObject, count, time } from './review-parts';
import { ShownPerson } from './shown';

const LAST_REVISION = Number.MAX_SAFE_INTEGER;

/** A review as it was: at a revision, or at a time. */
export class AsOfQuery {
  @IsOptional()
  @WholeNumber(0, LAST_REVISION)
  atRevision?: number;

  @IsOptional()
  @Timestamp()
  at?: string;
}

export const isNow = ({ atRevision, at }: AsOfQuery): boolean => atRevision === undefined && at === undefined;

export class EventsQuery {
  @WholeNumber(0, LAST_REVISION)
  from: number = 0;

  @WholeNumber(1, MOST_FACTS)
  limit: number = 50;
}

export const WAITED_FOR = ['decision', 'end'] as const;
export const LONGEST_WAIT_SECONDS = 60;

export class WaitQuery {
  @OneOf(WAITED_FOR)
  for: (typeof WAITED_FOR)[number] = 'decision';

  @WholeNumber(0, LONGEST_WAIT_SECONDS)
  timeout: number = 30;
}

export const sentence = {
  description: 'The fact in plain English, for people; no format: it may read better in a later version',
  example: 'Bob Example (bob) approved version 1, in the 1st slot, noting "fine".',
} as const;

@ApiSchema({ name: 'ReviewEvent', description: 'One recorded fact' })
export class EventBody {
  @ApiProperty(count)
  revision!: number;

  @ApiProperty({ description: 'In the log, a decimal string', pattern: '^\\d+$' })
  position!: string;

  @ApiProperty({ format: 'uuid' })
  eventId!: string;

  @ApiProperty({ example: 'ReviewApproved' })
  type!: string;

  @ApiProperty(time)
  at!: string;

  @ApiProperty({ ...time, description: 'By the clock of the store' })
  recordedAt!: string;

  @ApiProperty({ enum: ['access', 'approvals', 'outputs', 'native', 'reaction'] })
  api!: string;

  @ApiProperty()
  commandId!: string;

  @ApiProperty({ type: ShownPerson, nullable: true, description: 'Null: the clock' })
  by!: ShownPerson | null;

  @ApiProperty(sentence)
  sentence!: string;

  @ApiProperty({
    ...anyObject,
    description:
      'The fact itself, as it is stored; times in it are UTC milliseconds. Of people only `id`, `name`, `kind` and ' +
      '`onBehalfOf`, but for administrators and auditors',
  })
  data!: Readonly<Record<string, unknown>>;
}

@ApiSchema({ name: 'ReviewEvents' })
export class EventList {
  @ApiProperty({ type: [EventBody] })
  items!: readonly EventBody[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The `from` of the next page; null: there is no more',
  })
  next!: number | null;
}

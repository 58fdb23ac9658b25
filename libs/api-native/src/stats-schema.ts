import { check, IsOptional } from '@countersign/http';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { count } from './review-parts';
import { STATUSES } from './schema';

export const MOST_DAYS = 366;
export const DEFAULT_DAYS = 30;

const DATE = /^\d{4}-\d\d-\d\d$/;
/** True for a day that there is, as `YYYY-MM-DD`. */
const isDate = (text: string): boolean =>
  DATE.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

const Day = (): PropertyDecorator =>
  check('date_parsing', 'Input should be a date as YYYY-MM-DD', (given) => isDate(given as string));

export class StatsQuery {
  @IsOptional()
  @Day()
  from?: string;

  @IsOptional()
  @Day()
  to?: string;
}

const counted = (description: string) => ({ ...count, description }) as const;
const duration = (description: string) =>
  ({ type: Number, nullable: true, description, example: 41.5 }) as const;
const share = (description: string) =>
  ({ type: Number, nullable: true, minimum: 0, maximum: 1, description, example: 0.12 }) as const;

@ApiSchema({ name: 'TimesTaken', description: 'Seconds, each within 5 %' })
export class TimesTakenBody {
  @ApiProperty(counted('How many they are of'))
  count!: number;

  @ApiProperty(duration('Half took no longer; null of none'))
  p50!: number | null;

  @ApiProperty(duration('Nine of ten took no longer'))
  p90!: number | null;

  @ApiProperty(duration('99 of 100 took no longer'))
  p99!: number | null;
}

@ApiSchema({ name: 'DecisionCounts' })
class DecisionCounts {
  @ApiProperty(count)
  approve!: number;

  @ApiProperty(count)
  reject!: number;

  @ApiProperty(count)
  revoke!: number;
}

@ApiSchema({ name: 'OutcomeCounts' })
class OutcomeCounts {
  @ApiProperty(count)
  approved!: number;

  @ApiProperty(count)
  rejected!: number;

  @ApiProperty(count)
  revoked!: number;

  @ApiProperty(count)
  expired!: number;

  @ApiProperty(count)
  withdrawn!: number;
}

class Happened {
  @ApiProperty(counted('Requests'))
  asked!: number;

  @ApiProperty(counted('Reviews that were no longer PENDING, however that came'))
  closed!: number;

  @ApiProperty({ type: DecisionCounts, description: 'By verdict, forced ones included' })
  decisions!: DecisionCounts;

  @ApiProperty({ type: OutcomeCounts, description: 'A review may come to several, one after the other' })
  outcomes!: OutcomeCounts;

  @ApiProperty(counted('Decisions by force'))
  forced!: number;

  @ApiProperty(counted("Approvals of one's own request"))
  selfApproved!: number;

  @ApiProperty(counted('Decisions under 5 s after what they decided was there'))
  fast!: number;
}

@ApiSchema({ name: 'DayStatistics' })
class DayBody extends Happened {
  @ApiProperty({ format: 'date', description: 'In UTC', example: '2026-03-17' })
  day!: string;
}

@ApiSchema({ name: 'ReviewStatistics' })
export class StatsOf extends Happened {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: `How many reviews there are now, by status: ${STATUSES.join(', ')}`,
    example: { PENDING: 3, APPROVED: 39 },
  })
  statuses!: Readonly<Record<string, number>>;

  @ApiProperty({ description: 'From the request to the first decision' })
  firstDecision!: TimesTakenBody;

  @ApiProperty({ description: 'From the request to the approval or rejection that ended PENDING' })
  finalDecision!: TimesTakenBody;

  @ApiProperty(share('Of all decisions, those under 5 s; null without any'))
  fastShare!: number | null;

  @ApiProperty(share('Of what was closed, what expired; null without any'))
  expiryRate!: number | null;
}

@ApiSchema({ name: 'NamedStatistics' })
class NamedStatsOf extends StatsOf {
  @ApiProperty({ description: 'The kind, or the group', example: 'banking' })
  name!: string;
}

@ApiSchema({ name: 'AgeCount' })
class AgeCount {
  @ApiProperty({ type: Number, nullable: true, description: 'Younger than so many seconds; null: the rest' })
  under!: number | null;

  @ApiProperty(counted('10,001 is more than 10,000'))
  count!: number;
}

@ApiSchema({ name: 'Backlog', description: 'What is PENDING now, and for how many seconds it has been' })
export class BacklogBody {
  @ApiProperty(count)
  pending!: number;

  @ApiProperty(duration('The longest; null of none'))
  oldest!: number | null;

  @ApiProperty(duration('Null of none, and with more than 100,000 pending'))
  p50!: number | null;

  @ApiProperty(duration('Null of none, and with more than 500,000 pending'))
  p90!: number | null;

  @ApiProperty(duration('Null of none, and with more than 5,000,000 pending'))
  p99!: number | null;

  @ApiProperty({ type: [AgeCount], description: 'Each without those before it' })
  ages!: readonly AgeCount[];
}

@ApiSchema({ name: 'Statistics' })
export class StatsBody {
  @ApiProperty({ format: 'date', example: '2026-03-01' })
  from!: string;

  @ApiProperty({ format: 'date', example: '2026-03-30' })
  to!: string;

  @ApiProperty()
  overall!: StatsOf;

  @ApiProperty({ type: [NamedStatsOf], description: 'By kind of subject: the 50 with the most reviews' })
  kinds!: readonly NamedStatsOf[];

  @ApiProperty({
    type: [NamedStatsOf],
    description: 'By group that holds a slot: the 50 with the most reviews',
  })
  groups!: readonly NamedStatsOf[];

  @ApiProperty({ type: [DayBody], description: 'Every day of the range' })
  days!: readonly DayBody[];

  @ApiProperty()
  backlog!: BacklogBody;
}

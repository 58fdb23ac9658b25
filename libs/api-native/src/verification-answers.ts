import type { Finding } from '@countersign/audit';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { count, time } from './review-parts';
import { ShownPerson } from './shown';

const VERIFICATION_STATES = ['never', 'running', 'clean', 'findings', 'failed'] as const;
/** Of all that are found; the others are counted. */
export const MOST_FINDINGS = 100;

const position = { type: String, pattern: '^\\d+$', example: '4711' } as const;

@ApiSchema({
  name: 'VerificationFinding',
  description: 'What is wrong with one recorded event, or beside it',
})
export class FindingBody {
  @ApiProperty({ type: String, example: 'broken-chain' })
  code!: Finding['code'];
  @ApiProperty({ description: 'In plain English' })
  sentence!: string;
  @ApiProperty()
  stream!: string;
  @ApiProperty({ type: String, pattern: '^-?\\d+$' })
  revision!: string;
  @ApiProperty(position)
  position!: string;
  @ApiProperty()
  eventId!: string;
  @ApiProperty({ example: 'ReviewApproved' })
  type!: string;
}

@ApiSchema({ name: 'RunningVerification' })
class RunningBody {
  @ApiProperty(time)
  startedAt!: string;
  @ApiProperty({ type: ShownPerson })
  startedBy!: ShownPerson;
  @ApiProperty({
    ...position,
    nullable: true,
    description: 'Of the last event of the workspace that was looked at',
  })
  position!: string | null;
  @ApiProperty({
    ...count,
    maximum: 100,
    nullable: true,
    description: 'How much of the whole log it has read, per cent',
  })
  share!: number | null;
  @ApiProperty({ ...count, description: 'Of the workspace, looked at so far' })
  events!: number;
  @ApiProperty({ ...count, description: 'So far' })
  findings!: number;
}

class EndedBody {
  @ApiProperty(time)
  startedAt!: string;
  @ApiProperty({ type: ShownPerson })
  startedBy!: ShownPerson;
  @ApiProperty(time)
  finishedAt!: string;
  @ApiProperty({
    ...position,
    nullable: true,
    description: 'Of the last event of the workspace that was looked at',
  })
  upTo!: string | null;
  @ApiProperty({ ...count, description: 'Of the workspace' })
  events!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How often each code was found',
  })
  counts!: Readonly<Record<string, number>>;
  @ApiProperty({ type: [FindingBody], description: `The first ${MOST_FINDINGS}` })
  findings!: readonly FindingBody[];
}

@ApiSchema({ name: 'FinishedVerification' })
class FinishedBody extends EndedBody {
  @ApiProperty({
    ...count,
    description: 'Events whose personal part is sealed: its digest was checked, and no more',
  })
  sealed!: number;
  @ApiProperty({ ...count, description: 'Events that were not held against the rules, or not against all' })
  notJudged!: number;
}

@ApiSchema({ name: 'FailedVerification', description: 'With what was found until then' })
class FailedBody extends EndedBody {
  @ApiProperty({ description: 'Why it came to no end' })
  problem!: string;
}

@ApiSchema({ name: 'Verification' })
export class VerificationBody {
  @ApiProperty({
    enum: VERIFICATION_STATES,
    description: 'While one runs `running`, else how the last one ended',
  })
  state!: (typeof VERIFICATION_STATES)[number];
  @ApiProperty({ description: 'The gateway that remembers this, until it stops: others know nothing of it' })
  gateway!: string;
  @ApiProperty({ type: RunningBody, nullable: true })
  running!: RunningBody | null;
  @ApiProperty({
    type: FinishedBody,
    nullable: true,
    description: 'The last that came to its end; null: none has since the gateway began',
  })
  last!: FinishedBody | null;
  @ApiProperty({
    type: FailedBody,
    nullable: true,
    description: 'One that was begun after that, and came to no end',
  })
  failed!: FailedBody | null;
}

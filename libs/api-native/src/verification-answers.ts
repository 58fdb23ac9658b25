import type { Finding } from '@countersign/audit';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { count, textIfAny, time } from './review-parts';
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
  @ApiProperty({ example: 'broken-chain' })
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
  @ApiProperty({ ...position, nullable: true, description: 'Up to where it has come' })
  position!: string | null;
  @ApiProperty({ ...position, nullable: true, description: 'Where the log ended when it began' })
  head!: string | null;
  @ApiProperty({ ...count, description: 'Of the workspace, looked at so far' })
  events!: number;
  @ApiProperty({ ...count, description: 'So far' })
  findings!: number;
}

@ApiSchema({ name: 'FinishedVerification' })
class FinishedBody {
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
    ...count,
    description: 'Events whose personal part is sealed: its digest was checked, and no more',
  })
  sealed!: number;
  @ApiProperty({ ...count, description: 'Events that were not held against the rules, or not against all' })
  notJudged!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How often each code was found',
  })
  counts!: Readonly<Record<string, number>>;
  @ApiProperty({ type: [FindingBody], description: `The first ${MOST_FINDINGS}` })
  findings!: readonly FindingBody[];
  @ApiProperty({ ...textIfAny, description: 'Why it came to no end; null where it did' })
  problem!: string | null;
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
    description: 'Null: none has come to an end since the gateway began',
  })
  last!: FinishedBody | null;
}

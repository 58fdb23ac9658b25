import { ApiProperty } from '@nestjs/swagger';
import type { Scope } from '@countersign/review';
import { SCOPES } from './api-key-schema';
import { KINDS, ROLES } from './shown';

const nullable = true;

const CREDENTIALS = ['token', 'api-key'] as const;

/** Who calls, as the credential says. */
export class Me {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  issuer!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty()
  slackId!: string;
  @ApiProperty({ enum: KINDS })
  kind!: (typeof KINDS)[number];
  @ApiProperty({ type: [String] })
  groups!: readonly string[];
  @ApiProperty({ enum: ROLES, isArray: true })
  roles!: readonly (typeof ROLES)[number][];
  @ApiProperty({ type: [String] })
  scopes!: readonly string[];
  @ApiProperty({ format: 'uuid' })
  workspace!: string;
  @ApiProperty({ type: String, nullable, description: 'The human for whom an agent asks' })
  onBehalfOf!: string | null;
  @ApiProperty({ enum: CREDENTIALS })
  credential!: (typeof CREDENTIALS)[number];
  @ApiProperty({
    enum: SCOPES,
    isArray: true,
    nullable,
    description: 'What an API key is good for beside reading; null: all that the caller may do',
  })
  restrictedTo!: readonly Scope[] | null;
}

export class ParkedStream {
  @ApiProperty()
  stream!: string;
  @ApiProperty({ example: '4711' })
  position!: string;
  @ApiProperty()
  reason!: string;
}

const ROLES_OF_GATEWAYS = ['projecting', 'standby'] as const;
const STATES = ['live', 'catching-up', 'stopped', 'building'] as const;

export class Projection {
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: 'integer' })
  version!: number;
  @ApiProperty({ type: 'integer', description: 'How often the tables of this version were built' })
  build!: number;
  @ApiProperty({ enum: ROLES_OF_GATEWAYS, description: 'Whether this gateway writes the tables' })
  role!: (typeof ROLES_OF_GATEWAYS)[number];
  @ApiProperty({ type: String, nullable, example: '4711' })
  position!: string | null;
  @ApiProperty({ type: String, nullable, example: '4711' })
  head!: string | null;
  @ApiProperty({ type: 'integer', description: 'In positions of the log, which are no numbers of events' })
  lagPositions!: number;
  @ApiProperty()
  lagSeconds!: number;
  @ApiProperty({ enum: STATES })
  state!: (typeof STATES)[number];
  @ApiProperty({
    type: String,
    nullable,
    description: 'That it stands still; the log of the gateway says why',
  })
  error!: string | null;
  @ApiProperty({
    type: [ParkedStream],
    description: "The workspace's streams whose events could not be applied",
  })
  parked!: readonly ParkedStream[];
}

export class Reaction {
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'Whether this gateway runs it' })
  holder!: boolean;
  @ApiProperty({ type: 'integer', nullable, description: 'How much is due; null: not known' })
  due!: number | null;
  @ApiProperty({ type: 'integer', description: 'How much of it has failed often' })
  stuck!: number;
  @ApiProperty({ type: 'integer', description: 'How much of it is not tried any more; at most 100' })
  parked!: number;
  @ApiProperty({
    type: Number,
    nullable,
    description: 'How far its clock is ahead of the others; null: not known',
  })
  skewMs!: number | null;
  @ApiProperty({
    type: String,
    nullable,
    description: 'That this gateway would not run it; its log says why',
  })
  problem!: string | null;
}

export class ProjectionsAnswer {
  @ApiProperty({ type: [Projection] })
  projections!: readonly Projection[];
  @ApiProperty({ type: [Reaction] })
  reactions!: readonly Reaction[];
}

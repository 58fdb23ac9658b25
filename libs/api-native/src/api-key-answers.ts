import type { KeyStanding } from '@countersign/api-key';
import type { Principal, Role, Scope } from '@countersign/review';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { SCOPES } from './api-key-schema';
import { KINDS, ROLES, ShownPerson } from './shown';

const nullable = true;
const STANDINGS = ['in-force', 'revoked', 'expired'] as const satisfies readonly KeyStanding[];

@ApiSchema({ name: 'ApiKeyHolder' })
class ApiKeyHolder {
  @ApiProperty({ example: 'agent-7' })
  id!: string;
  @ApiProperty({ enum: KINDS })
  kind!: Principal['kind'];
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty()
  slackId!: string;
  @ApiProperty({ type: [String] })
  groups!: readonly string[];
  @ApiProperty({ enum: ROLES, isArray: true })
  roles!: readonly Role[];
  @ApiProperty({
    type: String,
    nullable,
    description: 'The human for whom an agent asks; null: for whoever issued its key',
  })
  onBehalfOf!: string | null;
}

@ApiSchema({ name: 'ApiKey' })
export class ApiKeyBody {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ example: 'nightly build' })
  name!: string;
  @ApiProperty({ enum: STANDINGS })
  status!: KeyStanding;
  @ApiProperty({ type: ApiKeyHolder })
  holder!: ApiKeyHolder;
  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: readonly Scope[];
  @ApiProperty({ format: 'date-time' })
  issuedAt!: string;
  @ApiProperty({ type: ShownPerson })
  issuedBy!: ShownPerson;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable })
  revokedAt!: string | null;
  @ApiProperty({ type: ShownPerson, nullable })
  revokedBy!: ShownPerson | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable,
    description: 'About: noted once a minute, and a moment later. Null: not known to have been used',
  })
  lastUsedAt!: string | null;
}

@ApiSchema({ name: 'IssuedApiKey' })
export class IssuedApiKey extends ApiKeyBody {
  @ApiProperty({
    type: String,
    nullable,
    description: 'The key itself, told once; null where the request was sent again',
  })
  key!: string | null;
}

@ApiSchema({ name: 'ApiKeyList' })
export class ApiKeyList {
  @ApiProperty({ type: [ApiKeyBody], description: 'The newest first' })
  items!: readonly ApiKeyBody[];

  @ApiProperty({
    type: String,
    nullable,
    description: 'The `cursor` of the next page; null: there is no more',
  })
  next!: string | null;
}

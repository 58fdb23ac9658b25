import {
  check,
  IsOptional,
  JsonObjectField,
  OneOf,
  Part,
  Required,
  Text,
  Texts,
  Timestamp,
  WholeNumber,
} from '@countersign/http';
import type { Principal, Role, Scope } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { apiKeyPlaceIn } from './api-key-cursor';
import { KINDS, ROLES } from './shown';

const nullable = true;
/** Shapes only: what a key may be is for the domain to decide. */
const MOST = 100;
const LONGEST = 1_000;

export const SCOPES = ['ask', 'decide', 'execute', 'administer'] as const satisfies readonly Scope[];

const oneOfEach = (words: readonly string[]): PropertyDecorator =>
  check(
    'enum',
    `Each should be one of ${words.join(', ')}`,
    (given) =>
      Array.isArray(given) &&
      given.length <= MOST &&
      given.every((word) => typeof word === 'string' && words.includes(word)),
  );

@ApiSchema({ name: 'ApiKeyHolderWish' })
export class ApiKeyHolderWish {
  @ApiProperty({ example: 'agent-7', maxLength: 256 })
  @Required()
  @Text(LONGEST)
  id!: string;

  @ApiProperty({ enum: KINDS })
  @Required()
  @OneOf(KINDS)
  kind!: Principal['kind'];

  @ApiPropertyOptional({ maxLength: 256, description: "Left out: empty, of the caller himself the caller's" })
  @IsOptional()
  @Text(LONGEST)
  name?: string;

  @ApiPropertyOptional({ maxLength: 256 })
  @IsOptional()
  @Text(LONGEST)
  email?: string;

  @ApiPropertyOptional({ maxLength: 256 })
  @IsOptional()
  @Text(LONGEST)
  slackId?: string;

  @ApiPropertyOptional({ type: 'array', items: { type: 'string' }, maxItems: 50, default: [] })
  @IsOptional()
  @Texts(MOST, LONGEST)
  groups?: string[];

  @ApiPropertyOptional({ enum: ROLES, isArray: true, default: [] })
  @IsOptional()
  @oneOfEach(ROLES)
  roles?: Role[];

  @ApiPropertyOptional({
    type: String,
    nullable,
    description: 'The human for whom an agent asks. Left out or null: for whoever issues its key',
  })
  @IsOptional()
  @Text(LONGEST)
  onBehalfOf?: string | null;
}

@ApiSchema({ name: 'ApiKeyWish' })
export class ApiKeyWish {
  @ApiProperty({ example: 'nightly build', maxLength: 256, description: 'What it is for' })
  @Required()
  @Text(LONGEST)
  name!: string;

  @ApiProperty({ type: ApiKeyHolderWish, description: 'Whom it stands for' })
  @Required()
  @JsonObjectField()
  @Part(ApiKeyHolderWish)
  holder!: ApiKeyHolderWish;

  @ApiProperty({
    enum: SCOPES,
    isArray: true,
    description: 'What it is good for beside reading what its holder sees',
  })
  @Required()
  @oneOfEach(SCOPES)
  scopes!: Scope[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable,
    description: 'Within 366 days. Left out or null: in 90 days',
  })
  @IsOptional()
  @Timestamp()
  expiresAt?: string | null;
}

export const MOST_KEYS_A_PAGE = 100;

export class ApiKeysQuery {
  @IsOptional()
  @check(
    'string_pattern_mismatch',
    'Input should be a cursor as an earlier answer gave it',
    (given) => apiKeyPlaceIn(given as string) !== null,
  )
  cursor?: string;

  @WholeNumber(1, MOST_KEYS_A_PAGE)
  limit: number = 50;
}

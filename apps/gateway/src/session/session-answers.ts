import type { Principal } from '@countersign/review';
import { ApiProperty } from '@nestjs/swagger';

const KINDS = ['human', 'agent'] as const;

/** Who a browser's session speaks for. */
export class SignedIn {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty({ enum: KINDS })
  kind!: Principal['kind'];
  @ApiProperty({ type: [String] })
  groups!: readonly string[];
  @ApiProperty({ type: [String] })
  roles!: readonly string[];
  @ApiProperty({ format: 'uuid' })
  workspace!: string;
  @ApiProperty({ format: 'date-time', description: 'When the token stops counting' })
  expiresAt!: string;
}

export class SignedOut {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where somebody signs out of the OpenID provider too; null where nothing is known',
  })
  providerSignOut!: string | null;
}

export function signedInBody(caller: Principal, expiresAt: number): SignedIn {
  const { id, name, email, kind, groups, roles, workspace } = caller;
  return { id, name, email, kind, groups, roles, workspace, expiresAt: new Date(expiresAt).toISOString() };
}

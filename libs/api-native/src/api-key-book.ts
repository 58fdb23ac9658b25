import type { ApiKey, ApiKeyCommand, ApiKeyRefusal, ApiKeysState } from '@countersign/api-key';
import { type ApiKeysAnswer, type CommandContext, DecideApiKeys, ReadApiKeys } from '@countersign/commands';
import { commandIdentity, type Exchange, Failed, idempotencyKey, ReviewReads } from '@countersign/http';
import type { ApiKeySecrets } from '@countersign/identity';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { v5 as uuidOf } from 'uuid';
import type { ApiKeyWish } from './api-key-schema';
import { toApiKey } from './api-key-translate';

/** Nest token of the installation's {@link ApiKeySecrets}; without them, or null, it issues no keys. */
export const API_KEY_SECRETS = Symbol('API_KEY_SECRETS');

/** The API keys of the caller's workspace, always as the log has them. */
@Injectable()
export class ApiKeyBook {
  constructor(
    private readonly bus: CommandBus,
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
    @Optional() @Inject(API_KEY_SECRETS) private readonly secrets: ApiKeySecrets | null = null,
  ) {}

  async list({ caller }: Exchange): Promise<readonly ApiKey[]> {
    const { keys } = await this.queries.execute(new ReadApiKeys(caller.workspace));
    return [...keys.values()];
  }

  /** Throws {@link Failed} `not-found`. */
  async key({ caller }: Exchange, id: string): Promise<ApiKey> {
    return keyIn(await this.queries.execute(new ReadApiKeys(caller.workspace)), id);
  }

  /** With its text, which is null where this very request issued it before: it was kept nowhere. */
  async issue(exchange: Exchange, wish: ApiKeyWish): Promise<{ key: ApiKey; text: string | null }> {
    const { secrets } = this;
    if (secrets === null) {
      const reason = 'This installation issues no API keys: its operator has set no API_KEY_SECRET.';
      return refuse({ code: 'invalid-api-key', reason });
    }
    const { caller: actor } = exchange;
    const context = contextOf(exchange, { operation: 'issue-api-key', target: '', body: wish });
    const id = uuidOf('api-key', context.commandId);
    const { text, digest } = secrets.mint(actor.workspace, id);
    const at = Date.now();
    const command = {
      ...toApiKey(wish, actor, at),
      kind: 'IssueApiKey',
      at,
      actor,
      key: id,
      digest,
    } as const;
    const { state, repeated } = await this.decided(exchange, command, context);
    return { key: keyIn(state, id), text: repeated ? null : text };
  }

  async revoke(exchange: Exchange, id: string): Promise<void> {
    const context = contextOf(exchange, { operation: 'revoke-api-key', target: id, body: {} });
    const command = { kind: 'RevokeApiKey', at: Date.now(), actor: exchange.caller, key: id } as const;
    await this.decided(exchange, command, context);
  }

  private async decided(
    exchange: Exchange,
    command: ApiKeyCommand,
    context: CommandContext,
  ): Promise<Extract<ApiKeysAnswer, { kind: 'accepted' }>> {
    const answer = await this.bus.execute<DecideApiKeys, ApiKeysAnswer>(new DecideApiKeys(command, context));
    if (answer.kind === 'refused') return refuse(answer.refusal);
    this.reads.wrote(exchange, answer.position);
    return answer;
  }
}

function contextOf(
  { request, caller }: Exchange,
  wish: Parameters<typeof commandIdentity>[2],
): CommandContext {
  return { ...commandIdentity(request, caller, wish, idempotencyKey(request)), api: 'native' };
}

function keyIn({ keys }: ApiKeysState, id: string): ApiKey {
  return keys.get(id) ?? refuse({ code: 'not-found' });
}

/** The one way of this API to say no to a change of the keys. */
function refuse(refusal: ApiKeyRefusal): never {
  throw new Failed({ kind: 'api-key-refused', refusal });
}

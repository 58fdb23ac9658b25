import type { ApiKeyCommand, ApiKeyEvent, ApiKeyRefusal, ApiKeysState } from '@countersign/api-key';
import { apiKeysStream, type Log } from '@countersign/event-store';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { apiKeys } from './api-keys-aggregate';
import { CommandLoop } from './command-loop';
import { COMMAND_OBSERVER, type CommandObserver, earOf, UNOBSERVED } from './command-observer';
import { type ApiKeysAnswer, DecideApiKeys } from './contract';
import { LOG } from './log-token';
import { WorkspaceApiKeys } from './workspace-api-keys';

@CommandHandler(DecideApiKeys)
export class ApiKeysHandler implements ICommandHandler<DecideApiKeys> {
  private readonly loop: CommandLoop<ApiKeyCommand, ApiKeyEvent, ApiKeysState, ApiKeyRefusal>;

  constructor(
    @Inject(LOG) log: Log,
    @Inject(WorkspaceApiKeys) private readonly keys: WorkspaceApiKeys,
    @Inject(COMMAND_OBSERVER) observer: CommandObserver = UNOBSERVED,
  ) {
    this.loop = new CommandLoop(log, apiKeys, earOf(observer, 'api-keys'));
  }

  async execute({ command, context }: DecideApiKeys): Promise<ApiKeysAnswer> {
    const { workspace } = command.actor;
    const answer = await this.loop.execute(apiKeysStream(workspace), workspace, command, context);
    if (answer.kind === 'refused') return { kind: 'refused', refusal: answer.refusal };
    this.keys.learn(workspace, answer.state);
    return answer;
  }
}

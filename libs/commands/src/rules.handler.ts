import { rulesStream, type Log } from '@countersign/event-store';
import type { RuleCommand, RuleEvent, RuleRefusal, RulesState } from '@countersign/rule';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandLoop } from './command-loop';
import { COMMAND_OBSERVER, type CommandObserver, earOf, UNOBSERVED } from './command-observer';
import { DecideRules, type RulesAnswer } from './contract';
import { LOG } from './log-token';
import { rules } from './rules-aggregate';

@CommandHandler(DecideRules)
export class RulesHandler implements ICommandHandler<DecideRules> {
  private readonly loop: CommandLoop<RuleCommand, RuleEvent, RulesState, RuleRefusal>;

  constructor(@Inject(LOG) log: Log, @Inject(COMMAND_OBSERVER) observer: CommandObserver = UNOBSERVED) {
    this.loop = new CommandLoop(log, rules, earOf(observer, 'rules'));
  }

  async execute({ command, context }: DecideRules): Promise<RulesAnswer> {
    const { workspace } = command.actor;
    const answer = await this.loop.execute(rulesStream(workspace), workspace, command, context);
    return answer.kind === 'refused' ? { kind: 'refused', refusal: answer.refusal } : answer;
  }
}

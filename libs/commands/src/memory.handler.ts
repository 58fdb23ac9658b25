import { memoryStream, type Log } from '@countersign/event-store';
import {
  decideMemory,
  decodeMemoryEvent,
  encodeMemoryEvent,
  evolveMemory,
  type MemoryCommand,
  type MemoryEvent,
  type MemoryRefusal,
  type MemoryState,
  workspaceOf,
} from '@countersign/memory';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandLoop } from './command-loop';
import { COMMAND_OBSERVER, type CommandObserver, earOf, UNOBSERVED } from './command-observer';
import { DecideMemory, type MemoryAnswer } from './contract';
import type { Aggregate } from './folded';
import { LOG } from './log-token';

const memories: Aggregate<MemoryCommand, MemoryEvent, MemoryState | null, MemoryRefusal> = {
  initial: null,
  decide: decideMemory,
  evolve: evolveMemory,
  encode: encodeMemoryEvent,
  decode: decodeMemoryEvent,
  refusals: { mismatch: { code: 'idempotency-mismatch' }, conflict: { code: 'conflict' } },
  // Most sessions are crystallised once, so an unknown one is taken to be empty.
  starts: ({ kind }) => kind === 'RecordMemories',
};

@CommandHandler(DecideMemory)
export class MemoryHandler implements ICommandHandler<DecideMemory> {
  private readonly loop: CommandLoop<MemoryCommand, MemoryEvent, MemoryState | null, MemoryRefusal>;

  constructor(@Inject(LOG) log: Log, @Inject(COMMAND_OBSERVER) observer: CommandObserver = UNOBSERVED) {
    this.loop = new CommandLoop(log, memories, earOf(observer, 'memory'));
  }

  async execute({ command, context }: DecideMemory): Promise<MemoryAnswer> {
    const workspace = workspaceOf(command);
    const stream = memoryStream(workspace, command.session);
    const answer = await this.loop.execute(stream, workspace, command, context);
    if (answer.kind === 'refused') return { kind: 'refused', refusal: answer.refusal };
    if (answer.state === null) throw new Error('an accepted command left no memories');
    return { kind: 'accepted', state: answer.state, position: answer.position };
  }
}

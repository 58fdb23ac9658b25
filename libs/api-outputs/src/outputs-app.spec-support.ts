import { accessErrors, ApiAccessModule } from '@countersign/api-access';
import type { DecideMemory, MemoryAnswer } from '@countersign/commands';
import { HttpModule } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { type Crystalliser, startCrystalliser } from '@countersign/reactions';
import { Global, Module, type OnModuleDestroy, type Type, Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Subject } from 'rxjs';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { Crystallisation } from './crystallisation';
import { LONGEST_STREAM, OutputDecisions } from './decisions';
import { ApiOutputsModule, CRYSTALLISER_STEPS, outputsErrors } from './index';
import { OutputsController } from './outputs.controller';

/** Who crystallises: this gateway, which tells of its steps; another one, of which only the facts are seen; nobody. */
export type Crystallises = 'here' | 'elsewhere' | 'nowhere';

/** The module with answers that are closed earlier. */
@Module({
  imports: [HttpModule],
  controllers: [OutputsController],
  providers: [OutputDecisions, Crystallisation, { provide: LONGEST_STREAM, useValue: 50 }],
})
export class ImpatientOutputsModule {}

/** This API over the whole core, with the access API beside it to ask for what this one cannot. */
export function startOutputsApp(crystallises: Crystallises, isImpatient = false): Promise<DialectApp> {
  const outputs = isImpatient ? ImpatientOutputsModule : ApiOutputsModule;
  return startDialectApp(
    [crystallisingModule(crystallises), outputs, ApiAccessModule],
    [outputsErrors, accessErrors],
  );
}

export function crystallisingModule(crystallises: Crystallises): Type {
  const steps = new Subject<unknown>();

  @Global()
  @Module({ providers: [{ provide: CRYSTALLISER_STEPS, useValue: steps }], exports: [CRYSTALLISER_STEPS] })
  class CrystallisingModule implements OnModuleDestroy {
    private readonly crystalliser: Crystalliser | null;

    constructor(bus: CommandBus, @Inject(VIEWS) views: Views) {
      this.crystalliser =
        crystallises === 'nowhere'
          ? null
          : startCrystalliser({
              views,
              execute: (command) => bus.execute<DecideMemory, MemoryAnswer>(command),
              now: () => Date.now(),
              logger: { warn: () => undefined },
            });
      if (crystallises === 'here') this.crystalliser?.onStep.subscribe(steps);
    }

    async onModuleDestroy(): Promise<void> {
      await this.crystalliser?.stop();
    }
  }
  return CrystallisingModule;
}

export interface Message {
  readonly id: string;
  readonly timestamp: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const MESSAGE = /^id: (\d+)\ndata: (\{"timestamp":.*\})$/;

/** The messages of a streamed answer; each an `id:` line and one `data:` line with its keys in the reference's order. */
export function messagesOf({ status, headers, text }: Answer): readonly Message[] {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  expect(headers['content-type']).toMatch(/^text\/event-stream/);
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [, id, data] = MESSAGE.exec(block) ?? [];
      if (id === undefined || data === undefined) throw new Error(`not a message: ${block}`);
      const message = JSON.parse(data) as Omit<Message, 'id'>;
      expect(Object.keys(message)).toEqual(['timestamp', 'event', 'data']);
      return { id, ...message };
    });
}

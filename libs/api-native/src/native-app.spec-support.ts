import { accessErrors, ApiAccessModule } from '@countersign/api-access';
import { ApiApprovalsModule, approvalsErrors } from '@countersign/api-approvals';
import type { DecideMemory, MemoryAnswer } from '@countersign/commands';
import { EVENT_STREAM_TIMES, STREAM_TIMES } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { type Crystalliser, startCrystalliser } from '@countersign/reactions';
import type { Principal } from '@countersign/review';
import { Global, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { EventListening } from '../../testing/src/event-source';
import { ApiNativeModule, nativeErrors } from './index';

/** So that a test soon knows how far a stream has come, and that a credential has fallen. */
const TIMES = { ...STREAM_TIMES, ping: 20, recheck: 20 };

@Global()
@Module({ providers: [{ provide: EVENT_STREAM_TIMES, useValue: TIMES }], exports: [EVENT_STREAM_TIMES] })
class TimesModule {}

@Module({})
class CrystallisingModule implements OnModuleDestroy {
  private readonly crystalliser: Crystalliser;

  constructor(bus: CommandBus, @Inject(VIEWS) views: Views) {
    this.crystalliser = startCrystalliser({
      views,
      execute: (command) => bus.execute<DecideMemory, MemoryAnswer>(command),
      now: () => Date.now(),
      logger: { warn: () => undefined },
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.crystalliser.stop();
  }
}

/** This API over the whole core, with others beside it to ask and decide. */
export class NativeApp {
  private readonly open: EventListening[] = [];

  private constructor(
    readonly core: DialectApp,
    private readonly url: string,
  ) {}

  static async start(): Promise<NativeApp> {
    const core = await startDialectApp(
      [TimesModule, CrystallisingModule, ApiNativeModule, ApiApprovalsModule, ApiAccessModule],
      [nativeErrors, approvalsErrors, accessErrors],
    );
    return new NativeApp(core, await core.listen());
  }

  async stop(): Promise<void> {
    this.leave();
    await this.core.stop();
  }

  /** Closes every stream of this test. */
  leave(): void {
    for (const listening of this.open.splice(0)) listening.close();
  }

  async listen(
    by: Principal,
    query = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventListening> {
    const address = `${this.url}/v1/stream${query === '' ? '' : `?${query}`}`;
    const listening = await EventListening.to(address, { authorization: `Bearer ${by.id}`, ...headers });
    this.open.push(listening);
    return listening;
  }

  /** Asks through approvals; the review's id and where it stands. */
  async ask(by: Principal, more: object = {}): Promise<Written> {
    const body = { subjectKind: 'changeset', actionKind: 'apply', ...more };
    const {
      status,
      headers,
      body: answer,
      text,
    } = await this.core.send(by, 'POST /api/v1/approvals', { body });
    if (status !== 201) throw new Error(text);
    const { approval } = answer as { approval: { id: string } };
    return { id: approval.id, position: String(headers['x-position']) };
  }

  /** Asks for the approvals of groups, through access. */
  async askGroups(
    by: Principal,
    groups: readonly string[],
    forced: readonly string[] = [],
  ): Promise<Written> {
    const body = { groups, force_approval_groups: forced, connection: 'db' };
    const answer = await this.core.send(by, 'POST /api/sessions/s-groups/review', { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return { id: (answer.body as { id: string }).id, position: String(answer.headers['x-position']) };
  }

  async decide(
    by: Principal,
    id: string,
    verdict: 'approve' | 'reject',
    note: string | null = null,
  ): Promise<string> {
    const answer = await this.core.send(by, `POST /api/v1/approvals/${id}/${verdict}`, { body: { note } });
    if (answer.status !== 200) throw new Error(answer.text);
    return String(answer.headers['x-position']);
  }
}

export interface Written {
  readonly id: string;
  readonly position: string;
}

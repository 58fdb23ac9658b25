import { type Log, openLog } from '@countersign/event-store';
import { ApiKeySecrets, Authenticator, type openDevelopmentIdentity } from '@countersign/identity';
import {
  type DatabaseAddress,
  openViews,
  type Views,
  type Work,
  type WorkTable,
} from '@countersign/projections';
import type { Principal } from '@countersign/review';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { startAppOver } from '../app-over';
import { type Answer, type Headers, send, subjectOf } from '../whole-app';
import type { WeekClock } from './clock';

type Identity = Awaited<ReturnType<typeof openDevelopmentIdentity>>;

/** A gateway in this process, over a store and a database that it shares with others. */
export interface GatewayHere {
  readonly views: Views;
  readonly log: Log;
  send(caller: Principal, request: string, body?: object, more?: Headers): Promise<Answer>;
  stop(): Promise<void>;
}

const LEASE_MS = 2_000;
const MONTH_SECONDS = 30 * 24 * 3_600;
const tokens = new Map<Principal, Promise<string>>();

export async function startGatewayHere(
  connectionString: string,
  database: DatabaseAddress,
  identity: Identity,
  clock: WeekClock,
): Promise<GatewayHere> {
  const log = openLog({ connectionString });
  const views = await openViews({ database, log, leaseMs: LEASE_MS });
  views.start();
  readBy(clock, views.reactions.deadlines);
  readBy(clock, views.reactions.leases);
  const authenticator = new Authenticator([identity.issuer], () => Date.now());
  const apiKeySecrets = new ApiKeySecrets('a secret of this test, of no other installation');
  const { app, stop } = await startAppOver({ log, views, authenticator, apiKeySecrets });
  const bus = app.get(CommandBus);
  const execute: (command: ICommand) => Promise<unknown> = bus.execute.bind(bus);
  bus.execute = (command: ICommand) => clock.during(() => execute(command));
  const tokenOf = (caller: Principal): Promise<string> => {
    const token = tokens.get(caller) ?? identity.sign(subjectOf(caller), MONTH_SECONDS);
    tokens.set(caller, token);
    return token;
  };
  return {
    views,
    log,
    send: async (caller, request, body, more = {}) => {
      const headers = { authorization: `Bearer ${await tokenOf(caller)}`, ...more };
      return send(app, request, { headers, ...(body === undefined ? {} : { body }) });
    },
    stop: async () => {
      await stop();
      await views.close();
      await log.close();
    },
  };
}

function readBy<W extends Work>(clock: WeekClock, table: { due: WorkTable<W>['due'] }): void {
  const due = table.due.bind(table);
  table.due = (limit) => clock.duringDatabase(() => due(limit));
}

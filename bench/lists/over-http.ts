import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDevelopmentIdentity } from '@countersign/identity';
import type { DatabaseAddress } from '@countersign/projections';
import { encodeRequest, HttpConnection } from '../load/http-connection';
import { firstMessage, launchProgram } from '../processes';
import type { Child } from '../processes';
import type { Asked } from './ask-in-turn';
import { VIEWERS } from './asked';
import type { Effort, Watch } from './effort';
import type { Filled } from './fill';
import type { HostJob } from './host';
import { requestsOf } from './requests';

/** A gateway over a database that was filled. */
export interface ListHost {
  readonly child: Child;
  readonly port: number;
  readonly tokens: Readonly<Record<string, string>>;
}

export async function startHost(database: DatabaseAddress, folder: string): Promise<ListHost> {
  mkdirSync(folder, { recursive: true });
  const identity = await openDevelopmentIdentity(folder);
  const tokens: Record<string, string> = {};
  for (const [who, { kind: _, onBehalfOf: __, ...subject }] of Object.entries(VIEWERS))
    tokens[who] = await identity.sign(subject);
  const job: HostJob = { database, identityDir: folder, folder };
  const child = launchProgram('gateway', join(__dirname, 'host.js'), {
    args: [JSON.stringify(job)],
    logDir: folder,
    hasChannel: true,
  });
  const { listening: port } = (await firstMessage(child)) as { listening: number };
  return { child, port, tokens };
}

/** All lists and searches of the APIs, each on the one connection of its host. */
export function askedOf(
  { child, port, tokens }: ListHost,
  filled: Filled,
  of: Pick<Asked, 'database' | 'reviews'>,
): readonly Asked[] {
  let open: HttpConnection | null = null;
  /** The server closes one that nothing was asked on for a while. */
  const connected = (): HttpConnection => (open ??= new HttpConnection(port, () => (open = null)));
  const watch = watchThere(child);
  return requestsOf(filled).map(({ name, list, who, path }) => {
    const request = encodeRequest('GET', path, { authorization: `Bearer ${tokens[who]}` }, undefined);
    const ask = () =>
      new Promise<() => number>((resolve, reject) => {
        connected().send({
          request,
          onFirstMessage: () => undefined,
          onEnd: (status, body) => {
            if (status === 200) resolve(() => rowsIn(body));
            else reject(new Error(`${path}: ${status} ${body.toString()}`));
          },
          onError: reject,
        });
      });
    return { ...of, name, list, ask, watch };
  });
}

/** Rows of a list, whatever its API calls them. */
function rowsIn(body: Buffer): number {
  const answer = JSON.parse(body.toString()) as unknown;
  if (Array.isArray(answer)) return answer.length;
  const rows = Object.values(answer as object).find((value) => Array.isArray(value)) as unknown[] | undefined;
  if (rows === undefined) throw new Error(`no list: ${body.toString().slice(0, 200)}`);
  return rows.length;
}

function watchThere({ name, process }: Child): Watch {
  let [answered, failed] = [(_: unknown): void => undefined, (_: Error): void => undefined];
  process.on('message', (message) => answered(message));
  process.once('exit', (code) => failed(new Error(`${name} ended with code ${code}`)));
  const tell = (wish: 'begin' | 'end'): Promise<unknown> =>
    new Promise((resolve, reject) => {
      [answered, failed] = [resolve, reject];
      process.send(wish);
    });
  return {
    begin: async () => void (await tell('begin')),
    end: async () => (await tell('end')) as Effort,
  };
}

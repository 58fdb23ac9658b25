import type streamsPb from '@eventstore/db-client/generated/streams_pb';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendQueue } from '../log/append-queue';
import { Backlog } from '../log/backlog';
import { openFolder } from '../log/database';
import { EventLog } from '../log/log';
import { WireClient, batchRequest, newStream } from '../wire-client.spec.contract';
import { Access } from './access';
import { Bell } from './bell';
import { serve } from './server';
import { Users } from './users';

const KIB = 1024;
const EVENT = { data: Buffer.alloc(10 * KIB), contentType: 'application/octet-stream' };
const SENT = 100;

/** One call that sends without waiting for replies, and how many came. */
function pipelined(client: WireClient) {
  const call = client.stubs.batchAppend();
  let replies = 0;
  const all = new Promise<void>((resolve, reject) => {
    call.on('data', (reply: streamsPb.BatchAppendResp) => {
      if (reply.hasError()) reject(new Error(reply.getError()?.getMessage()));
      if (++replies === SENT) resolve();
    });
    call.on('error', reject);
  });
  for (let at = 0; at < SENT; at++)
    call.write(batchRequest({ stream: newStream(), events: [EVENT], deadlineMs: 60_000 }));
  return { all, end: () => call.end() };
}

describe('section 2.13: a store whose disk stalls', () => {
  it('holds batches back, refuses single writes, and answers every append once the disk goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-behind-'));
    const connections = openFolder(folder);
    const log = new EventLog(connections);
    const appends = new AppendQueue(log, {}, new Backlog(100 * KIB));
    const access = new Access(log, new Users([]), true);
    const limits = { maxAppendSize: 1_000_000, longestWaitMs: 60_000 };
    const context = { log, appends, access, ...limits, committed: new Bell() };
    const place = { host: '127.0.0.1', port: 0, tls: undefined, advertise: undefined };
    const server = await serve(context, place);
    const client = new WireClient(server.port);
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    const sync = jest.spyOn(log, 'sync').mockImplementationOnce(() => stalled.then(() => log.sync()));
    const add = jest.spyOn(appends, 'add');

    const [first, second] = [pipelined(client), pipelined(client)];
    while (!appends.backlog.isFull) await new Promise((resolve) => setImmediate(resolve));
    for (let at = 0; at < 10; at++) {
      const refused = { failed: '8 Too much waits for the disk of the store: the write was not taken.' };
      expect([await client.append('s', [{}]), await client.delete('s')]).toMatchObject([refused, refused]);
    }
    // A full backlog, and what the other call sends before it learns of that.
    expect(add.mock.calls.length).toBeLessThanOrEqual(11);
    expect(sync).toHaveBeenCalledTimes(1);

    goOn();
    await Promise.all([first.all, second.all]);
    expect(add).toHaveBeenCalledTimes(2 * SENT);
    expect(await client.append('s', [{}])).toMatchObject({ ok: '0' });
    // Each of them keeps its call, and all that came with it.
    const take = jest.spyOn(appends.backlog, 'take');
    await client.delete('s'.repeat(1_000));
    await client.append('s'.repeat(1_000), [{}]);
    expect(take.mock.calls.map(([weight]) => Math.floor(weight / 1_000))).toEqual([6, 7]);
    first.end();
    second.end();
    client.close();
    await server.stop();
    appends.close();
    log.close();
    rmSync(folder, { recursive: true });
  });
});

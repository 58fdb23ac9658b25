import { join } from 'node:path';
import { createClient } from '@countersign/client';
import { DEVELOPMENT_PRINCIPALS, openDevelopmentIdentity, TOKEN_COOKIE } from '@countersign/identity';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../../test/dashboard/support/chromium';
import { inParallel } from '../parallel';
import { type Gateway, placesOf, startGateway } from '../product';
import type { Workbench } from '../workbench';

/** A gateway with its own store and SQLite, and a browser. */
export interface Stage {
  readonly url: string;
  readonly gateway: Gateway;
  readonly browser: Browser;
  /** A browser that has seen nothing, signed in as a development principal. */
  person(id: string): Promise<BrowserContext>;
  stop(): Promise<void>;
}

const IN_FLIGHT = 32;

export async function openStage(bench: Workbench): Promise<Stage> {
  const dataDir = join(bench.folder, 'dashboard');
  const gateway = await startGateway({ ...placesOf(bench), dataDir, store: null, projects: true });
  const browser = await launchChromium();
  const identity = await openDevelopmentIdentity(dataDir);
  const url = `http://127.0.0.1:${gateway.port}`;
  return {
    url,
    gateway,
    browser,
    person: async (id) => {
      const subject = DEVELOPMENT_PRINCIPALS.find((one) => one.id === id);
      if (subject === undefined) throw new Error(`nobody is ${id}`);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const value = await identity.sign(subject);
      await context.addCookies([{ name: TOKEN_COOKIE, value, url, httpOnly: true, sameSite: 'Strict' }]);
      return context;
    },
    stop: async () => {
      await browser.close();
      await gateway.child.stop();
    },
  };
}

/** Reviews that wait for the group banking, asked for by many. */
export async function askFor(bench: Workbench, { url, gateway }: Stage, reviews: number): Promise<void> {
  const clients = bench.load.people.askers.map((token) => createClient({ url, token }));
  const indexes = Array.from({ length: reviews }, (_, index) => index);
  await inParallel(indexes, IN_FLIGHT, async (index) => {
    const client = clients[index % clients.length];
    if (client === undefined) throw new Error('nobody asks');
    await client.reviews.ask(
      {
        subjectKind: 'tool_call',
        action: 'refund',
        title: `Refund ${index + 20}.00 EUR to customer ${index}`,
        groups: ['banking'],
        labels: { env: index % 3 === 0 ? 'test' : 'prod' },
        payload: { tool: 'payments.refund', arguments: { customer: index, amount: index + 20 } },
      },
      { idempotencyKey: `bench-${index}` },
    );
  });
  await gateway.target.settle();
}

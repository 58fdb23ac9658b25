import { readFile } from 'node:fs/promises';
import type { Client, Statistics } from '@countersign/client';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/accessible';
import { useDashboard } from './support/dashboard';

jest.setTimeout(60_000);

const dashboard = useDashboard();

/** What a card of figures says, as the number that it stands for. */
const figure = async (page: Page, name: string): Promise<number> => {
  const card = page.locator('.figure').filter({ has: page.getByText(name, { exact: true }) });
  return Number(await card.locator('data').getAttribute('value'));
};
const rowsOf = async (page: Page, name: string): Promise<string[][]> => {
  const table = page.getByRole('table', { name });
  await table.waitFor();
  return table
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((cell) => cell.querySelector('data')?.value ?? cell.textContent ?? ''),
      ),
    );
};

/** Asks for the groups, and has one of them decide; answered by what an auditor is told afterwards. */
async function decideSome(): Promise<Statistics> {
  const [agent, bob, carol, erin] = await Promise.all(
    (['agent-7', 'bob', 'carol', 'erin'] as const).map((who) => dashboard.it.client(who)),
  );
  if (agent === undefined || bob === undefined || carol === undefined || erin === undefined)
    throw new Error();
  await bob.reviews.approve(await ask(agent, 'banking'));
  await bob.reviews.approve(await ask(agent, 'banking'));
  await carol.reviews.reject(await ask(agent, 'security'), { note: 'Not today' });
  await ask(agent, 'security');
  for (;;) {
    const stats = await erin.stats();
    const { approve, reject } = stats.overall.decisions;
    if (approve === 2 && reject === 1) return stats;
  }
}

const ask = async (agent: Client, group: string): Promise<string> =>
  (await agent.reviews.ask({ subjectKind: 'tool_call', action: 'pay', payload: {}, groups: [group] })).id;

describe('the analytics', () => {
  it('of a fresh workspace say what would be there', async () => {
    const page = await dashboard.it.open('erin', '/analytics');
    await page.getByText('How long the first decision took would be here').waitFor();
    expect(await page.getByText(/would be here/).count()).toBe(8);
    expect(await figure(page, 'Asked for')).toBe(0);
    await expectAccessible(page);
  });

  it('have the figures of the API, as charts, tables and files', async () => {
    const page = await dashboard.it.open('erin', '/analytics');
    await page.getByText('How long the first decision took would be here').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const { overall, backlog, groups } = await decideSome();
    await page.getByText('something has happened since').waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('img', { name: /^Time to first decision/ }).waitFor();
    expect({
      asked: await figure(page, 'Asked for'),
      decisions: await figure(page, 'Decisions'),
      first: await figure(page, 'Time to first decision'),
      final: await figure(page, 'Time to final decision'),
      waiting: await figure(page, 'Waiting now'),
      fast: await figure(page, 'Fast decisions'),
      expired: await figure(page, 'Expired'),
    }).toEqual({
      asked: 4,
      decisions: 3,
      first: overall.firstDecision.p50,
      final: overall.finalDecision.p50,
      waiting: backlog.pending,
      fast: overall.fastShare,
      expired: overall.expiryRate,
    });

    await page.getByRole('button', { name: 'Table of Decisions by group' }).click();
    const inTable = groups.map(({ name, decisions: { approve, reject, revoke } }) =>
      [name, approve, reject, revoke, approve + reject + revoke].map(String),
    );
    expect(await rowsOf(page, 'Decisions by group')).toEqual(inTable);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV of Decisions by group' }).click();
    const text = await readFile(await (await downloading).path(), 'utf8');
    expect(text.trim().split('\r\n').slice(1)).toEqual(inTable.map((row) => row.join(',')));

    await page.getByText('By group', { exact: true }).click();
    await page.getByText('7 days', { exact: true }).click();
    await page.getByText('7 days in UTC').waitFor();
    expect(new URL(page.url()).search).toBe('?days=7&by=group&table=groups');
    await page.reload();
    await page.getByRole('heading', { name: 'Time to final decision, by group' }).waitFor();
    expect(await rowsOf(page, 'Decisions by group')).toEqual(inTable);
  });
});

describe('the operations', () => {
  it('say that all is well, of which gateway, and follow the log by themselves', async () => {
    const dave = await dashboard.it.client('dave');
    const page = await dashboard.it.open('dave', '/operations');
    await page.getByText('All is well').first().waitFor();
    await page.getByText((await dave.operations()).gateway.name, { exact: true }).waitFor();
    const position = page
      .getByRole('row')
      .filter({ hasText: /^reviews/ })
      .locator('td')
      .nth(1);
    const before = await position.innerText();
    const [waiting] = (await dave.reviews.list({ status: ['PENDING'] })).items;
    if (waiting === undefined) throw new Error('nothing waits');
    await (await dashboard.it.client('carol')).reviews.approve(waiting.id);
    await position.getByText(before, { exact: true }).waitFor({ state: 'detached' });
    // What comes out of a decision moves it once more.
    const isAtHead = async (): Promise<boolean> =>
      (await position.innerText()).replaceAll(',', '') === (await dave.operations()).store.head;
    while (!(await isAtHead())) await page.waitForResponse(/operations/);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as object;
    expect(copied).toMatchObject({ origin: dashboard.it.url, store: { isReachable: true } });
  });

  it('are not for an ordinary reviewer, and neither are the analytics', async () => {
    const page = await dashboard.it.open('bob', '/operations');
    await page.getByText('This is not for you to see').waitFor();
    await page.goto(`${dashboard.it.url}/analytics`);
    await page.getByRole('heading', { name: 'Analytics' }).waitFor();
    await page.getByText('This is not for you to see').waitFor();
  });
});

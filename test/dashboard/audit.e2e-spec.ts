import { readFile } from 'node:fs/promises';
import { ExportFile } from '@countersign/audit';
import type { Page } from 'playwright-core';
import { useDashboard } from './support/dashboard';

jest.setTimeout(60_000);

const dashboard = useDashboard();

/** Asked for, amended with its first approval, and approved by the second. */
let review = '';
beforeAll(async () => {
  const [agent, bob, carol] = await Promise.all(
    (['agent-7', 'bob', 'carol'] as const).map((who) => dashboard.it.client(who)),
  );
  const asked = await agent?.reviews.ask({
    ...{ subjectKind: 'tool_call', action: 'pay', title: 'Pay the carrier' },
    ...{ payload: { sql: 'SELECT 1240' }, groups: ['banking', 'security'] },
  });
  review = asked?.id ?? '';
  await carol?.reviews.approve(review, { amendments: { sql: 'SELECT 620' }, note: 'Half of it' });
  await bob?.reviews.approve(review, { note: '=fine' });
});

const ask = async (title: string): Promise<string> => {
  const agent = await dashboard.it.client('agent-7');
  return (await agent.reviews.ask({ subjectKind: 'note', action: 'add', title, payload: {} })).id;
};
const at = (page: Page): string => new URL(page.url()).search;
const historic = (page: Page) => page.getByText('Historic view, actions off.', { exact: true });

async function download(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return file.path();
}

describe('the past of a review', () => {
  it('is gone through by keys, and can do nothing', async () => {
    const page = await dashboard.it.open('dave', `/reviews/${review}`);
    const runs = page.getByRole('region', { name: 'sql, SQL' });
    const decision = page.getByRole('region', { name: 'Your decision' });
    const slider = page.getByRole('slider', { name: 'Revision' });
    await runs.getByText('SELECT 620').waitFor();
    await decision.waitFor();
    const last = Number(await slider.inputValue());
    expect(last).toBeGreaterThan(2);

    for (let revision = last - 1; revision >= 0; revision -= 1) {
      await page.keyboard.press('[');
      await page.waitForURL((url) => url.searchParams.get('at') === String(revision));
    }
    await historic(page).waitFor();
    await runs.getByText('SELECT 1240').waitFor();
    await page.getByText('open', { exact: true }).first().waitFor();
    expect(await decision.count()).toBe(0);
    expect(
      await page.getByRole('list').filter({ hasText: 'ReviewRequested' }).getByRole('listitem').count(),
    ).toBe(1);

    // The slider has its own keys, and the letters still count on it.
    await slider.focus();
    await page.keyboard.press('End');
    await page.waitForURL((url) => url.search === '');
    await decision.waitFor();
    await page.keyboard.press('[');
    await page.waitForURL((url) => url.searchParams.get('at') === String(last - 1));
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.waitForURL((url) => url.search === '');
  });

  it('is at its address, as of a time too, and beside another point of it', async () => {
    const bob = await dashboard.it.client('bob');
    const { requestedAt } = await bob.reviews.get(review);
    const page = await dashboard.it.open('bob', `/reviews/${review}?at=${requestedAt}&since=3`);
    await historic(page).waitFor();
    await page.getByRole('heading', { name: /What changed between revision 0 and 3/ }).waitFor();
    const [was, is] = [
      page.locator('del', { hasText: 'SELECT' }),
      page.locator('ins', { hasText: 'SELECT' }),
    ];
    expect(await was.textContent()).toBe('removed: SELECT 1240');
    expect(await is.textContent()).toBe('added: SELECT 620');
    await page.getByRole('row', { name: 'Content version 1 version 2' }).waitFor();

    await page.goto(`${dashboard.it.url}/reviews/${review}?at=99`);
    await page.getByText(/It has not come so far/).waitFor();
    await page.goto(`${dashboard.it.url}/reviews/${review}?at=yesterday`);
    await page.getByText(/neither a revision nor a time/).waitFor();
  });

  it('says why there is none', async () => {
    const page = await dashboard.it.open('bob', `/reviews/${await ask('Fresh')}`);
    await page.getByText(/there is no earlier state to go back to/).waitFor();
    expect(await page.getByRole('slider', { name: 'Revision' }).isDisabled()).toBe(true);
    await page.keyboard.press('[');
    expect(at(page)).toBe('');
  });
});

describe('the audit', () => {
  it('follows the log, without moving what is read', async () => {
    const page = await dashboard.it.open('erin', '/audit/log?kind=review');
    const rows = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
    await rows.first().waitFor();
    await ask('Seen at once');
    await rows.first().getByText('Seen at once').waitFor();

    await rows.nth(1).hover();
    await ask('Held back');
    await page.getByRole('button', { name: '1 new event', exact: true }).click();
    await rows.first().getByText('Held back').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await ask('While it was paused');
    await page.getByRole('button', { name: 'Follow' }).click();
    await rows.first().getByText('While it was paused').waitFor();

    await rows.first().getByText('As it is recorded').click();
    await rows.first().getByRole('group', { name: 'ReviewRequested' }).waitFor();
    await rows
      .filter({ hasText: 'Pay the carrier' })
      .getByRole('link', { name: 'The review at revision 0' })
      .click();
    await historic(page).waitFor();
  });

  it('proves the log, and gives it away with its manifest', async () => {
    const page = await dashboard.it.open('erin', '/audit/verification');
    await page.getByRole('button', { name: 'Verify the log' }).click();
    await page.locator('strong', { hasText: 'The log is what was recorded' }).waitFor();
    expect(await page.getByText(/^position \d+$/).count()).toBe(1);

    await page.getByRole('link', { name: 'Export' }).click();
    const path = await download(page, 'Export');
    await page.getByText(/computed here too: it fits/).waitFor();
    const findings: unknown[] = [];
    const exported = await ExportFile.open(path, (finding) => findings.push(finding));
    await exported.close();
    expect(findings).toEqual([]);
    expect(exported.manifest?.events).toBeGreaterThan(3);

    await page.getByLabel('What', { exact: true }).selectOption('positions');
    const steps = await page.evaluate(() => history.length);
    await page.getByLabel('From').pressSequentially('120');
    const asked = page.waitForRequest(/\/v1\/audit\/export\?/);
    await page.keyboard.press('Enter');
    expect((await asked).url()).toMatch(/from=120(&|$)/);
    await page.waitForURL(/from=120/);
    expect(await page.evaluate(() => history.length)).toBe(steps);
  });

  it('shows everybody the decisions that he may see, and no more', async () => {
    const page = await dashboard.it.open('bob', '/audit?verdict=approve&actor=bob');
    const table = page.getByRole('table', { name: 'Decisions' });
    await table.getByRole('link', { name: 'Pay the carrier' }).waitFor();
    expect(await table.getByRole('row').count()).toBe(2);
    const csv = await readFile(await download(page, 'Download as CSV'), 'utf8');
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toContain(",'=fine,");

    await page.getByRole('button', { name: /By: bob/ }).click();
    await table.getByRole('row').nth(2).waitFor();
    expect(at(page)).toBe('?verdict=approve');
    await page.getByRole('link', { name: 'Event log' }).click();
    await page.getByText('The event log is for administrators and auditors').waitFor();
    await page.getByRole('link', { name: 'See the decisions' }).click();
    await table.waitFor();
  });
});

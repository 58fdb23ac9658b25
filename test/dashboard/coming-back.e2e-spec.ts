import type { Page } from 'playwright-core';
import { useDashboard } from './support/dashboard';
import { DEMO_REQUESTS } from './support/demo-requests';
import { hold } from './support/network';
import { expectUsable } from './support/usable';

jest.setTimeout(120_000);

const dashboard = useDashboard({}, { tabs: 'apart' });
const STREAM = /\/v1\/stream/;
/** What Chromium writes down of a gateway that is away. */
const AWAY = { expected: /ERR_|Failed to fetch|network error/i };

const ask = async (title: string): Promise<string> =>
  (await (await dashboard.it.client('alice')).reviews.ask({ ...DEMO_REQUESTS.migration, title })).id;
/** Once every list says so. */
const approve = async (id: string): Promise<void> => {
  const bob = await dashboard.it.client('bob');
  await bob.reviews.approve(id);
  await bob.reviews.list({});
};
const rowOf = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title });

const live = (page: Page): Promise<void> => page.locator('.connection[data-state="live"]').waitFor();

describe('a gateway that was killed and comes back', () => {
  it('leaves nobody with what is old, nor with a decision that is lost or taken twice', async () => {
    const [here, elsewhere] = [await ask('Decided here'), await ask('Decided elsewhere')];
    const page = await dashboard.it.open('bob', `/queue?tab=open&review=${here}`, AWAY);
    await page.getByRole('button', { name: 'Approve' }).click();
    await live(page);
    await dashboard.it.goAway('SIGKILL');
    await page.getByText(/^Reconnecting, data from \d\d:\d\d/).waitFor();
    await expectUsable(page);
    const confirm = page
      .getByRole('group', { name: 'Approve: confirm' })
      .getByRole('button', { name: 'Approve' });
    await confirm.click();
    await page.getByText(/It is not known whether this was recorded/).waitFor();

    await dashboard.it.comeBack();
    await approve(elsewhere);
    await rowOf(page, 'Decided elsewhere').getByText('Approved').waitFor();
    await live(page);
    expect(await page.getByText(/^Reconnecting, data/).count()).toBe(0);
    await confirm.click();
    await page.getByText('You approved it.').first().waitFor();
    const { decisions } = await (await dashboard.it.client('bob')).reviews.get(here);
    expect(decisions).toHaveLength(1);
  });
});

describe('whoever missed something', () => {
  it('is shown everything anew', async () => {
    const id = await ask('Missed');
    const page = await dashboard.it.blank('bob', AWAY);
    /** What the stream brings before it is cut off; nothing where nobody answers. */
    let body: string | null = 'id: 1\n\n';
    await page.route(STREAM, (route) =>
      body === null
        ? route.abort('connectionreset')
        : route.fulfill({ contentType: 'text/event-stream', body }),
    );
    await page.goto(`${dashboard.it.url}/queue?tab=open`);
    await rowOf(page, 'Missed').waitFor();
    body = null;
    await page.getByText(/^Reconnecting, data from/).waitFor();
    await approve(id);
    body = 'id: 999\nevent: reset\ndata: {"position":"999"}\n\n';
    await rowOf(page, 'Missed').waitFor({ state: 'detached' });
    await page.unroute(STREAM);
    await live(page);
  });
});

describe('two tabs of one browser', () => {
  it('share a stream, and when the one that has it is closed the other misses nothing', async () => {
    const id = await ask('Between two tabs');
    const browser = await dashboard.it.person('bob', AWAY);
    let streams = 0;
    browser.on('request', (request) => (streams += STREAM.test(request.url()) ? 1 : 0));
    const [first, second] = [await browser.newPage(), await browser.newPage()];
    for (const page of [first, second]) {
      await page.goto(`${dashboard.it.url}/queue?tab=open`);
      await live(page);
      await rowOf(page, 'Between two tabs').waitFor();
    }
    expect(streams).toBe(1);

    // Neither has heard a message yet.
    const go = await hold(second, STREAM);
    const asked = second.waitForRequest(STREAM);
    await first.close();
    await asked;
    await approve(id);
    await go();
    await rowOf(second, 'Between two tabs').getByText('Approved').waitFor();
    const third = await browser.newPage();
    await third.goto(`${dashboard.it.url}/queue?tab=open`);
    await live(third);
    await ask('Heard by both');
    for (const page of [second, third])
      await rowOf(page, 'Heard by both')
        .or(page.getByRole('button', { name: '1 new' }))
        .first()
        .waitFor();
    expect(streams).toBe(2);
  });
});

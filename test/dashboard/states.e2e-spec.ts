import type { Page } from 'playwright-core';
import { useDashboard } from './support/dashboard';
import { DEMO_REQUESTS } from './support/demo-requests';
import { answer, hold, ROWS } from './support/network';
import { expectUsable } from './support/usable';
import { goWithin } from './support/within';

jest.setTimeout(120_000);

const dashboard = useDashboard();

/** Chromium writes down every 5xx, whoever has words for it. */
const FAILS = { expected: /Failed to load resource.*50\d/ };

const say = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();
const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('link') });

const ask = async (title: string): Promise<string> => {
  const { id } = await (
    await dashboard.it.client('alice')
  ).reviews.ask({ ...DEMO_REQUESTS.migration, title });
  return id;
};

describe('a workspace in which nobody has asked for anything', () => {
  it('says what would be here, and makes something to look at', async () => {
    const page = await dashboard.it.open('bob', '/queue');
    await say(page, 'Nobody has asked for anything yet');
    await expectUsable(page);
    await press(page, 'Make demo data');
    await rows(page).first().waitFor();
    expect(await page.getByRole('button', { name: /new$/ }).count()).toBe(0);
  });
});

describe('whoever signs in', () => {
  it('is told why a token is not believed, and comes out where he wanted to go', async () => {
    const page = await dashboard.it.open(null, '/queue?tab=open&sort=deadline');
    await page.getByLabel('Access token').fill('no.such.token');
    await press(page, 'Sign in with the token');
    await say(page, 'Not signed in');
    await expectUsable(page);
    await press(page, /^Bob/);
    await rows(page).first().waitFor();
    expect(page.url()).toBe(`${dashboard.it.url}/queue?tab=open&sort=deadline`);
  });

  it('sees who he is, and is out again at a click', async () => {
    const page = await dashboard.it.open('bob', '/queue');
    await press(page, /your account and settings$/);
    await say(page, 'Workspace');
    await expectUsable(page);
    await press(page, 'Sign out');
    await page.getByRole('heading', { name: 'Sign in to Countersign' }).waitFor();
    await page.goBack().catch(() => null);
    await page.getByRole('heading', { name: 'Sign in to Countersign' }).waitFor();
  });

  it('can try again while nobody answers', async () => {
    const page = await dashboard.it.blank(null, FAILS);
    const mend = await answer(page, /\/v1\/me$/, 500, 'internal');
    await page.goto(`${dashboard.it.url}/queue`);
    await say(page, 'Countersign does not answer');
    await expectUsable(page);
    await mend();
    await press(page, 'Try again');
    await page.getByRole('heading', { name: 'Sign in to Countersign' }).waitFor();
  });
});

describe('the queue', () => {
  it('says that nothing matches, and how to see all again', async () => {
    const page = await dashboard.it.open('bob', '/queue?tab=open&kind=nothing-of-the-kind');
    await say(page, 'No review matches');
    await expectUsable(page);
    await press(page, 'Clear filters and search');
    await rows(page).first().waitFor();
    await dashboard.it.stay();
  });

  it('reads on where a page has nothing and there is more', async () => {
    const page = await dashboard.it.blank('bob');
    await page.route(ROWS, (route) => {
      const url = new URL(route.request().url());
      if (!url.searchParams.has('cursor')) return route.fulfill({ json: { items: [], next: 'more' } });
      url.searchParams.delete('cursor');
      return route.continue({ url: url.toString() });
    });
    await page.goto(`${dashboard.it.url}/queue?tab=open`);
    await rows(page).first().waitFor();
  });

  it('opens its filters, and keeps them in the address', async () => {
    const page = await dashboard.it.visit('bob', '/queue?tab=mine');
    await press(page, /^Filter/);
    await page.getByLabel('Group').fill('banking');
    await page.getByLabel('Pending').check();
    await expectUsable(page);
    await page.getByLabel('Group').press('Enter');
    await page.waitForURL(/status=PENDING&group=banking/);
    await press(page, /^Group: banking/);
    await page.waitForURL((url) => !url.search.includes('group='));
  });

  it('shows that it is being read, and what stands in the way', async () => {
    const page = await dashboard.it.blank('bob', FAILS);
    const go = await hold(page, ROWS);
    await page.goto(`${dashboard.it.url}/queue?tab=open`);
    await page.locator('.loading-line').first().waitFor();
    await expectUsable(page);
    const mend = await answer(page, ROWS, 500, 'internal');
    await go();
    await rows(page).first().waitFor();
    await page.getByRole('link', { name: /^Decided/ }).click();
    await say(page, 'The queue: Countersign does not answer');
    await expectUsable(page);
    await mend();
    await press(page, 'Try again');
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor({ state: 'detached' });
  });

  it('says that it is behind, while it is', async () => {
    const page = await dashboard.it.blank('bob');
    await page.route(/\/v1\/reviews\?/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'x-stale': 'true' } });
    });
    await page.goto(`${dashboard.it.url}/queue?tab=open`);
    await say(page, 'The lists are a little behind what was recorded.');
    await expectUsable(page);
  });
});

describe('a review', () => {
  it('that is not there, or not for the reader, says so', async () => {
    const page = await dashboard.it.open('bob', '/reviews/0b5b8c7e-0000-4000-8000-000000000000');
    await say(page, 'There is nothing here for you');
    await expectUsable(page);
    await answer(page, /\/v1\/reviews\/1b5b8c7e/, 403, 'forbidden');
    await goWithin(page, '/reviews/1b5b8c7e-0000-4000-8000-000000000000');
    await say(page, 'This is not for you to see');
    await expectUsable(page);
  });

  it('shows that it is being read, and what of it could not be', async () => {
    const id = await ask('Give invoices a currency');
    const page = await dashboard.it.blank('bob', FAILS);
    const go = await hold(page, new RegExp(`/v1/reviews/${id}$`));
    const mend = await answer(page, /\/events/, 500, 'internal');
    await page.goto(`${dashboard.it.url}/reviews/${id}`);
    await page.locator('.loading-line').first().waitFor();
    await expectUsable(page);
    await go();
    await say(page, 'The timeline: Countersign does not answer');
    await page.getByRole('heading', { name: 'What will run' }).waitFor();
    await expectUsable(page);
    await mend();
    await press(page, 'Try again');
    await say(page, /As it is recorded/);
  });

  it('that has changed meanwhile is not decided before that was seen', async () => {
    const id = await ask('Give refunds a currency');
    const page = await dashboard.it.open('bob', `/reviews/${id}`);
    await page.getByLabel('Note').fill('Looks right');
    await press(page, 'Approve');
    await expectUsable(page);
    await (await dashboard.it.client('alice')).reviews.withdraw(id, { note: 'Not before Thursday' });
    await say(page, 'This has changed since you looked');
    await expectUsable(page);
    expect(await page.getByLabel('Note').inputValue()).toBe('Looks right');
    await press(page, 'I have seen what changed');
    await say(page, 'Not before Thursday');
    await dashboard.it.stay();
  });

  it('is amended in place, where the change is seen before it is made', async () => {
    const id = await ask('Give payouts a currency');
    const page = await dashboard.it.visit('bob', `/reviews/${id}`);
    await press(page, 'Amend');
    const editor = page.getByRole('textbox', { name: /^The content/ });
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n-- and nothing else');
    await page.getByRole('heading', { name: 'What you change' }).waitFor();
    await page.locator('ins').filter({ hasText: 'and nothing else' }).first().waitFor();
    await expectUsable(page);
    await press(page, 'Approve as amended');
    await say(page, 'You approved it as amended.');
    await page.getByRole('heading', { name: 'What was amended' }).waitFor();
    expect((await (await dashboard.it.client('bob')).reviews.get(id)).payload).toMatchObject({
      input: `${DEMO_REQUESTS.migration.payload.input}\n-- and nothing else`,
    });
    await dashboard.it.stay();
  });
});

describe('who is another one by now', () => {
  it('decides nothing of what was shown to the one before', async () => {
    const id = await ask('Give rebates a currency');
    const page = await dashboard.it.visit('bob', `/reviews/${id}`);
    await page.getByLabel('Note').fill('For Bob alone');
    const value = await dashboard.it.token('carol');
    await page.context().addCookies([{ name: 'vai_token', value, url: dashboard.it.url, httpOnly: true }]);
    await press(page, 'Approve');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: /^Carol/ }).waitFor();
    const review = await (await dashboard.it.client('alice')).reviews.get(id);
    expect(review.decisions).toEqual([]);
    expect(await page.getByText('For Bob alone').count()).toBe(0);
  });
});

describe('whose session has ended', () => {
  it('keeps what was typed, signs in on the spot, and goes on', async () => {
    const id = await ask('Give vouchers a currency');
    const page = await dashboard.it.open('bob', `/reviews/${id}`);
    await page.getByLabel('Note').fill('Agreed on the phone');
    await page.context().clearCookies();
    await press(page, 'Approve');
    await page
      .getByRole('group', { name: 'Approve: confirm' })
      .getByRole('button', { name: 'Approve' })
      .click();
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await expectUsable(page);
    await page.getByRole('dialog').getByRole('button', { name: /^Bob/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Note').inputValue()).toBe('Agreed on the phone');
    await page
      .getByRole('group', { name: 'Approve: confirm' })
      .getByRole('button', { name: 'Approve' })
      .click();
    await say(page, 'You approved it.');
    await page.reload();
    await say(page, 'Agreed on the phone');
  });
});

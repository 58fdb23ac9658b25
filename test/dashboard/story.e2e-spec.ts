import type { Locator, Page } from 'playwright-core';
import { useDashboard } from './support/dashboard';
import { DEMO_REQUESTS } from './support/demo-requests';
import { SIZES } from './support/looks';
import { expectUsable } from './support/usable';
import { expectWhole } from './support/whole';

jest.setTimeout(120_000);

const dashboard = useDashboard();

const say = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const rowOf = (page: Page, title: string): Locator => page.getByRole('row').filter({ hasText: title });
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText ?? '');
const confirming = (page: Page, what: string): Locator =>
  page.getByRole('group', { name: `${what}: confirm` }).getByRole('button', { name: what });

const ask = async (...titles: string[]): Promise<string[]> => {
  const alice = await dashboard.it.client('alice');
  const ids: string[] = [];
  // Of no risk: else a word has to be typed.
  const refund = { ...DEMO_REQUESTS.refund, labels: {} };
  for (const title of titles) ids.push((await alice.reviews.ask({ ...refund, title })).id);
  return ids;
};

beforeAll(async () => {
  await (
    await dashboard.it.client('dave')
  ).rules.put('refunds', {
    match: { kinds: ['tool_call'], actions: ['refund'] },
    groups: ['banking', 'security'],
    reasonRequired: ['reject'],
  });
});

describe('whoever has nothing but keys', () => {
  it('signs in, finds, reads and decides, in at most four keys each', async () => {
    await ask('Refund the first', 'Refund the second', 'Refund the third');
    await (await dashboard.it.client('alice')).reviews.ask({ ...DEMO_REQUESTS.access, groups: ['banking'] });
    const page = await dashboard.it.open(null, '/queue');
    const { keyboard } = page;
    await page.getByRole('button', { name: /^Bob/ }).waitFor();
    for (let tabs = 0; !(await focused(page)).startsWith('Bob') && tabs < 20; tabs += 1)
      await keyboard.press('Tab');
    await keyboard.press('Enter');
    await rowOf(page, 'Refund the first').waitFor();

    await keyboard.press('j');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Refund the first');
    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Your decision' }).waitFor();
    await keyboard.press('a');
    await confirming(page, 'Approve').waitFor();
    await keyboard.press('Enter');
    await say(page, 'You approved it.');
    await rowOf(page, 'Refund the first').getByText('decided by you').waitFor();

    await keyboard.press('n');
    await page.getByRole('article', { name: 'Refund the second' }).waitFor();
    await keyboard.press('r');
    await page.getByLabel('Reason').waitFor();
    await keyboard.type('The parcel was found');
    await keyboard.press('Control+Enter');
    await say(page, 'You rejected it.');
    await say(page, /rejected.*The parcel was found/);

    await keyboard.press('Escape');
    await page.getByRole('region', { name: 'The review' }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Refund the second');
    await keyboard.press('/');
    await keyboard.type('third');
    await page.waitForURL(/q=third/);
    await keyboard.press('Escape');
    await rowOf(page, 'Refund the second').waitFor({ state: 'detached' });
    await rowOf(page, 'Refund the third').waitFor();
    await keyboard.press('j');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Refund the third');
  });

  it('filters, goes elsewhere, asks for help, and switches the letters off', async () => {
    const page = await dashboard.it.open('bob', '/queue?tab=open');
    const { keyboard } = page;
    await rowOf(page, 'Refund the third').waitFor();
    await keyboard.press('f');
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'kind');
    await keyboard.type('database_session');
    await keyboard.press('Enter');
    await page.waitForURL(/kind=database_session/);
    await rowOf(page, 'Refund the third').waitFor({ state: 'detached' });
    await rowOf(page, 'Read access to payments-db').waitFor();

    await page.getByRole('button', { name: /^Filter/ }).focus();
    await Promise.all(['g', 'a'].map((key) => keyboard.press(key)));
    await page.waitForURL(/\/audit/);
    await Promise.all(['g', 'q'].map((key) => keyboard.press(key)));
    await page.waitForURL(/\/queue$/);
    await rowOf(page, 'Refund the third').waitFor();
    await keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    await expectUsable(page);
    await help.getByRole('button', { name: 'Switch single letters off' }).press('Enter');
    await keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    for (const key of ['?', 'g', 'a', 'o', 'x']) await keyboard.press(key);
    expect(await help.count()).toBe(0);
    expect(page.url()).toMatch(/\/queue$/);
    await keyboard.press('ArrowDown');
    // The row has the focus, and has been drawn with it.
    await page.waitForFunction(
      () =>
        new Promise((drawn) => {
          const isRow = () => document.activeElement?.closest('[role=row]') !== null;
          requestAnimationFrame(() => requestAnimationFrame(() => drawn(isRow())));
        }),
    );
    await keyboard.press('Enter');
    await page.waitForURL(/review=/);
    await page.reload();
    await page.getByRole('region', { name: 'Your decision' }).waitFor();
    await keyboard.press('a');
    await keyboard.press('ArrowDown');
    expect(await confirming(page, 'Approve').count()).toBe(0);
  });
});

describe('two who decide the same at once', () => {
  it('are told which of them was first, and lose nothing of what they wrote', async () => {
    const [id = ''] = await ask('Refund that both look at');
    const pages = await Promise.all([
      dashboard.it.open('bob', `/reviews/${id}`),
      dashboard.it.open('carol', `/reviews/${id}`),
    ]);
    const notes = ['Paid twice already', 'No such customer'];
    for (const [index, page] of pages.entries()) {
      await page.getByLabel('Note').fill(notes[index] ?? '');
      await page.getByRole('button', { name: 'Reject' }).click();
      await confirming(page, 'Reject').waitFor();
    }
    await Promise.all(pages.map((page) => confirming(page, 'Reject').click()));
    const won = await Promise.all(
      pages.map(async (page) => {
        const outcome = page.locator('strong', {
          hasText: /^You rejected it|^This has changed since you looked/,
        });
        await outcome.waitFor();
        return (await outcome.innerText()).startsWith('You');
      }),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    const lost = pages[won.indexOf(false)] as Page;
    await say(lost, new RegExp(`rejected.*${notes[won.indexOf(true)]}`));
    expect(await lost.getByLabel('Reason').inputValue()).toBe(notes[won.indexOf(false)]);
    await lost.getByRole('button', { name: 'I have seen what changed' }).click();
    await lost.locator('.badge', { hasText: 'Rejected' }).first().waitFor();
    const { decisions } = await (await dashboard.it.client('bob')).reviews.get(id);
    expect(decisions).toHaveLength(1);
  });
});

describe('a list that somebody looks at', () => {
  it('changes where it stands, and moves nothing under his hands', async () => {
    const [below = ''] = await ask('Refund that is below', 'Refund under the cursor');
    const page = await dashboard.it.open('bob', '/queue?tab=open');
    const cursor = rowOf(page, 'Refund under the cursor');
    await cursor.getByRole('link').focus();
    // A slow machine says that the lists are behind, above them.
    const isCurrent = () => page.getByRole('region', { name: 'Connection' }).waitFor({ state: 'detached' });
    await isCurrent();
    const before = await cursor.boundingBox();
    await ask('Refund that is new', 'Refund that is newer');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    await (await dashboard.it.client('carol')).reviews.reject(below, { note: 'No' });
    await rowOf(page, 'Refund that is below').getByText('Rejected').waitFor();
    await isCurrent();
    expect(await cursor.boundingBox()).toEqual(before);
    expect(await focused(page)).toBe('Refund under the cursor');
    await expectUsable(page);
    await page.getByRole('button', { name: '2 new' }).click();
    await rowOf(page, 'Refund that is newer').waitFor();
    await page.getByRole('button', { name: /new$/ }).waitFor({ state: 'detached' });
    await rowOf(page, 'Refund that is below').waitFor({ state: 'detached' });
  });

  it('decides many at once, and says of each how it went', async () => {
    const titles = ['Refund of many: one', 'Refund of many: two', 'Refund of many: three'];
    const [, second = ''] = await ask(...titles);
    const page = await dashboard.it.open('bob', '/queue?tab=open&q=many');
    for (const title of titles) await rowOf(page, title).getByRole('checkbox').check();
    await say(page, '3 selected');
    await page.getByRole('button', { name: 'Reject selected' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reject 3 reviews' });
    await dialog.getByLabel('Note').fill('All three were paid twice');
    await (await dashboard.it.client('alice')).reviews.withdraw(second);
    await dialog.getByRole('button', { name: 'Reject 3 reviews' }).click();
    await say(page, '2 of 3 decided');
    expect(await dialog.getByRole('cell', { name: 'Decided' }).count()).toBe(2);
    expect(await dialog.locator('.bulk-refused').count()).toBe(1);
    await expectUsable(page);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await say(page, '1 selected');
    await rowOf(page, 'Refund of many: one').getByText('Rejected').waitFor();
  });
});

describe('whoever has little room', () => {
  it('sees all of it on a telephone in the dark, and at twice the size', async () => {
    const [id = ''] = await ask(
      'Refund-with-a-name-that-no-line-can-hold-and-that-nobody-has-ever-shortened-anywhere',
    );
    const page = await dashboard.it.open('bob', '/queue', { scheme: 'dark', size: 'phone' });
    for (const size of [SIZES.phone, { width: 640, height: 400 }]) {
      await page.setViewportSize(size);
      await page.goto(`${dashboard.it.url}/queue`);
      await page.getByRole('row').nth(1).waitFor();
      await expectWhole(page);
      await page.goto(`${dashboard.it.url}/queue?review=${id}`);
      await page.getByRole('region', { name: 'Your decision' }).waitFor();
      await expectWhole(page);
      await page.getByRole('button', { name: 'Reject' }).click();
      await expectWhole(page);
      const place = await confirming(page, 'Reject').boundingBox();
      expect((place?.y ?? 0) + (place?.height ?? 0)).toBeLessThanOrEqual(size.height);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Close the review' }).click();
      await page.getByRole('row').nth(1).waitFor();
    }
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(15, 21, 27)',
    );
  });
});

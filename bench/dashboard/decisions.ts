import type { Page } from 'playwright-core';
import { CLICKED, NOTE_CLICK, noted, noteText, SHOWN } from './in-page';
import type { Stage } from './stage';

export interface Decisions {
  /** Milliseconds from the click that confirms until the page shows the result. */
  readonly roundTrips: readonly number[];
  /** From the same click until somebody else's page, which stays at the queue, shows it. */
  readonly elsewhere: readonly number[];
}

const DETAIL = 'section[aria-label="The review"]';
const rowOf = (id: string): string => `[role="row"]:has(a[href*="${id}"])`;

/** One person approves what is first in the queue, again and again, by the keys; another one looks on. */
export async function measureDecisions(stage: Stage, decisions: number): Promise<Decisions> {
  const [decider, onlooker] = await Promise.all([
    openQueue(stage, 'bob', '/queue?tab=open'),
    openQueue(stage, 'dave', '/queue?tab=open'),
  ]);
  const roundTrips: number[] = [];
  const elsewhere: number[] = [];
  const warmUp = Math.ceil(decisions / 10);
  for (let decision = -warmUp; decision < decisions; decision += 1) {
    const id = await openNext(decider);
    await reveal(onlooker, id);
    await onlooker.evaluate(noteText(rowOf(id), 'Approved'));
    await decider.evaluate(noteText(DETAIL, 'You approved it'));
    await decider.keyboard.press('a');
    const confirm = decider
      .getByRole('group', { name: 'Approve: confirm' })
      .getByRole('button', { name: 'Approve' });
    await confirm.waitFor();
    await decider.evaluate(NOTE_CLICK);
    await confirm.click();
    const [clicked, shown, seen] = await Promise.all([
      noted(decider, CLICKED),
      noted(decider, SHOWN),
      noted(onlooker, SHOWN),
    ]);
    if (decision < 0) continue;
    roundTrips.push(shown - clicked);
    elsewhere.push(seen - clicked);
  }
  return { roundTrips, elsewhere };
}

async function openQueue(stage: Stage, who: string, path: string): Promise<Page> {
  const context = await stage.person(who);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(stage.url + path);
  await page.getByRole('row').nth(1).waitFor();
  return page;
}

/** Opens the next review that is open, and says which it is. */
async function openNext(page: Page): Promise<string> {
  const before = page.url();
  await page.keyboard.press(new URL(before).searchParams.has('review') ? 'n' : 'Enter');
  await page.waitForURL((url) => url.href !== before && url.searchParams.has('review'));
  const id = new URL(page.url()).searchParams.get('review') ?? '';
  // The address is ahead of the page, which shows the one before until then, with buttons of its own.
  const detail = page.locator(DETAIL).filter({ has: page.locator(`a[href="/reviews/${id}"]`) });
  await detail.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  return id;
}

/** Walks the onlooker's list down until the row is there. */
async function reveal(page: Page, id: string): Promise<void> {
  const row = page.locator(rowOf(id));
  for (let steps = 0; steps < MOST_STEPS && (await row.count()) === 0; steps += 1)
    await page.keyboard.press('j');
  await row.waitFor();
}

const MOST_STEPS = 500;

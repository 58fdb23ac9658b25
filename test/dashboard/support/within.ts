import type { Page } from 'playwright-core';

/**
 * Goes to the address of a screen within a page that is loaded already; by way of an address that has none, so that
 * nothing is taken for the screen that was open before.
 */
export async function goWithin(page: Page, path: string): Promise<void> {
  const nowhere = page.getByRole('heading', { name: 'Nothing here' });
  await page.evaluate(step, '/nowhere');
  await nowhere.waitFor({ state: 'attached' });
  await page.evaluate(step, path);
  await nowhere.waitFor({ state: 'detached' });
}

/** As the router itself takes steps, by which it tells how far one goes. */
function step(path: string): void {
  const { idx } = history.state as { readonly idx: number };
  history.pushState({ idx: idx + 1 }, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

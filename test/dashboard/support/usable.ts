import type { Page } from 'playwright-core';
import { expectAccessible, expectReadable } from './accessible';
import { seeAs } from './looks';
import { expectWhole } from './whole';

/**
 * A page as it stands: light, for whoever cannot see it well; dark and 320 px wide, by its colours and with nothing cut
 * off. What else differs at that width is looked at screen by screen.
 */
export async function expectUsable(page: Page): Promise<void> {
  await seeAs(page, { scheme: 'light', size: 'desktop' });
  await expectAccessible(page);
  await expectWhole(page);
  await seeAs(page, { scheme: 'dark', size: 'narrow' });
  await expectReadable(page);
  await expectWhole(page);
  await seeAs(page, { scheme: 'light', size: 'desktop' });
}

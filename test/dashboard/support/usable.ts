import type { Page } from 'playwright-core';
import { expectAccessible } from './accessible';
import { seeAs } from './looks';
import { expectWhole } from './whole';

/** A page as it stands, light, dark and 320 px wide: for whoever cannot see it well, and with nothing cut off. */
export async function expectUsable(page: Page): Promise<void> {
  await seeAs(page, { scheme: 'light', size: 'desktop' });
  await expectAccessible(page);
  await expectWhole(page);
  await seeAs(page, { scheme: 'dark', size: 'narrow' });
  await expectAccessible(page);
  await expectWhole(page);
  await seeAs(page, { scheme: 'light', size: 'desktop' });
}

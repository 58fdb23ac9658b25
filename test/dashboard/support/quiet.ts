import type { Page } from 'playwright-core';

/** Once nothing is loaded any more: fonts, skeletons and whatever says that it is busy. Streams stay open. */
export async function quiet(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      document.querySelector('[aria-busy="true"], [class*="Skeleton-root"]') === null,
  );
}

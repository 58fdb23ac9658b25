import type { Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  readonly scheme: 'light' | 'dark';
  readonly size: keyof typeof SIZES;
}

export const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  /** What WCAG 1.4.10 asks for. */
  narrow: { width: 320, height: 640 },
} as const;

/** Looks at an open page in another way; much faster than opening it again. */
export async function seeAs(page: Page, { scheme, size }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize(SIZES[size]);
  // Once it has been painted so.
  await page.waitForFunction(
    (wanted) => document.documentElement.dataset['mantineColorScheme'] === wanted,
    scheme,
  );
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

import { source } from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

type Run = (options: unknown) => Promise<AxeResults>;

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const CONTRAST = 'color-contrast';

/** Fails with every rule of WCAG 2.2 AA, and every best practice, that the page breaks as it stands now. */
export function expectAccessible(page: Page): Promise<void> {
  return expectNothingBroken(page, { runOnly: TAGS });
}

/** The same of its colours alone, for another scheme: nothing else is another there. */
export function expectReadable(page: Page): Promise<void> {
  return expectNothingBroken(page, { runOnly: { type: 'rule', values: [CONTRAST] } });
}

/** The same of all but its colours, for another size. */
export function expectArranged(page: Page): Promise<void> {
  return expectNothingBroken(page, { runOnly: TAGS, rules: { [CONTRAST]: { enabled: false } } });
}

async function expectNothingBroken(page: Page, options: RunOptions): Promise<void> {
  // A page may be in the middle of becoming another one, and is judged by what it ends up as.
  if ((await brokenOn(page, options)) !== '') expect(await brokenOn(page, options)).toBe('');
}

async function brokenOn(page: Page, options: RunOptions): Promise<string> {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in window))) await bringAxe(page);
  const { violations, passes } = await page.evaluate(
    (given) => (window as unknown as { axe: { run: Run } }).axe.run(given),
    { ...options, resultTypes: ['violations'] } satisfies RunOptions,
  );
  // A page that nothing was found on was not looked at.
  expect(passes.length).toBeGreaterThan(0);
  return violations
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}\n  ${html}\n  ${failureSummary}`),
    )
    .join('\n\n');
}

/**
 * As a script and past playwright, which would evaluate the text of one: Chromium has it compiled from the page before.
 * Without a value: that of the source is all of axe, and to tell it takes longer than a check.
 */
async function bringAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: `${source}\nvoid 0;` });
  await session.detach();
}

/**
 * Once nothing moves any more but what moves for ever: colours are judged as they end up. From its top: what has been
 * moved half under a bar that stays is no smaller for that.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    scrollTo(0, 0);
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

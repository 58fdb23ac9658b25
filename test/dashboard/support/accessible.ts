import { source } from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

type Run = (options: unknown) => Promise<AxeResults>;

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with every rule of WCAG 2.2 AA, and every best practice, that the page breaks as it stands now. */
export function expectAccessible(page: Page): Promise<void> {
  return expectNothingBroken(page, TAGS);
}

/** The same of its colours alone, for another scheme: nothing else is another there. */
export function expectReadable(page: Page): Promise<void> {
  return expectNothingBroken(page, { type: 'rule', values: ['color-contrast'] });
}

async function expectNothingBroken(page: Page, runOnly: NonNullable<RunOptions['runOnly']>): Promise<void> {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const { violations, passes } = await page.evaluate(
    (options) => (window as unknown as { axe: { run: Run } }).axe.run(options),
    { runOnly, resultTypes: ['violations'] } satisfies RunOptions,
  );
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}\n  ${html}\n  ${failureSummary}`),
  );
  expect(told.join('\n\n')).toBe('');
  // A page that nothing was found on was not looked at.
  expect(passes.length).toBeGreaterThan(0);
}

/** Once nothing moves any more but what moves for ever: colours are judged as they end up. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

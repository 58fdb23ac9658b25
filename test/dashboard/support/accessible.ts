import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

interface Axe {
  run(options: RunOptions): Promise<AxeResults>;
}

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
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
  const { broken, passed } = await page.evaluate(judge, {
    ...options,
    resultTypes: ['violations'],
    elementRef: true,
    selectors: false,
  } satisfies RunOptions);
  // A page that nothing was found on was not looked at.
  expect(passed).toBeGreaterThan(0);
  return broken;
}

async function judge(options: RunOptions): Promise<{ broken: string; passed: number }> {
  const { violations, passes } = await (window as unknown as { axe: Axe }).axe.run(options);
  const broken = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ element, failureSummary = '' }) =>
        `${id}: ${help}\n  ${element?.outerHTML.slice(0, 300)}\n  ${failureSummary}`,
    ),
  );
  return { broken: broken.join('\n\n'), passed: passes.length };
}

/**
 * As a script and past playwright, which would evaluate the text of one: Chromium has it compiled from the page before.
 * Without a value: that of the source is all of axe, and to tell it takes longer than a check. It need
 * not write down each element that it looks at either.
 */
async function bringAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: `${SOURCE}\naxe.configure({ noHtml: true });` });
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

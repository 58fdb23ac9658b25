import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For whoever wants to know what pages do, and not how fast. */
export const THRIFTY = [
  '--in-process-gpu',
  // No page is open for so long that it is worth while to make its scripts faster.
  '--js-flags=--no-maglev,--no-turbofan',
];

/**
 * All pages share one process, and what it has compiled; none is started ahead of a page. Not for whoever wants to know
 * what tabs do to each other: they never do it at the same time.
 */
export const ONE_PROCESS = '--renderer-process-limit=1';

const DISTRIBUTION = '/usr/bin/chromium';
/** The same without the windows, tabs and menus around pages, which nobody sees: a fifth of it all. */
const SHELL = '/usr/bin/chromium-headless-shell';

/** The distribution's Chromium, or the one that `CHROMIUM` names; for tests without what is around pages where that is installed. */
export function findChromium(of: 'whole' | 'pages' = 'whole'): string {
  const isShell = of === 'pages' && existsSync(SHELL);
  return process.env['CHROMIUM'] ?? (isShell ? SHELL : DISTRIBUTION);
}

/** Starts one without a window. */
export async function launchChromium(
  flags: readonly string[] = [],
  executablePath = findChromium(),
): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}, and without one nothing is known of the dashboard. ` +
        'On Debian: apt-get install chromium. Elsewhere: CHROMIUM=<its path>.',
    );
  }
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
}

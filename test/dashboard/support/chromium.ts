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

/** Starts the distribution's Chromium, or the one that `CHROMIUM` names, without a window. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}, and without one nothing is known of the dashboard. ` +
        'On Debian: apt-get install chromium. Elsewhere: CHROMIUM=<its path>.',
    );
  }
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

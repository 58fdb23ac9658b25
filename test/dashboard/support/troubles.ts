import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';

/** What Chromium says of an answer that is no success; what an API refuses the dashboard has words for itself. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d /;
const OF_API = /^\/(v1|api|session)(\/|$)/;

/**
 * What no page may ever do, noted from now on: errors on its console, what its policy forbade included, and errors that
 * nobody caught.
 */
export function noteTroubles(context: BrowserContext, first: Page, note: (trouble: string) => void): void {
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isRefusal(message)) {
      note(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => note(`nobody caught: ${String(error.error().stack)}`));
  const noteCrash = (page: Page): void => void page.on('crash', () => note('the page crashed'));
  noteCrash(first);
  context.on('page', noteCrash);
}

function isRefusal(message: ConsoleMessage): boolean {
  const { url } = message.location();
  return REFUSED.test(message.text()) && URL.canParse(url) && OF_API.test(new URL(url).pathname);
}

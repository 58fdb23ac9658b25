import type { BrowserContext, ConsoleMessage } from 'playwright-core';

/** What Chromium says of an answer that is no success; what an API refuses the dashboard has words for itself. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d /;
const OF_API = /^\/(v1|api|session)(\/|$)/;

/**
 * What no page may ever do, noted from now on: errors on its console, what its policy forbade included, and errors that
 * nobody caught. `isExpected` says of which text it was meant to come.
 */
export function noteTroubles(
  context: BrowserContext,
  note: (trouble: string) => void,
  isExpected: RegExp | null,
): void {
  const keep = (trouble: string): void => {
    if (isExpected?.test(trouble) !== true) note(trouble);
  };
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isRefusal(message)) {
      keep(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => keep(`nobody caught: ${String(error.error().stack)}`));
  context.on('page', (page) => page.on('crash', () => keep('the page crashed')));
}

function isRefusal(message: ConsoleMessage): boolean {
  const { url } = message.location();
  return REFUSED.test(message.text()) && URL.canParse(url) && OF_API.test(new URL(url).pathname);
}

import type { Page } from 'playwright-core';

/**
 * What runs in the pages, as text: a program for Node does not know what a page knows. Times are milliseconds since
 * 1970, so that those of two pages can be compared.
 */
const NOW = 'performance.timeOrigin + performance.now()';

/** Notes, from the start of the page on, when the first row of a list can be used: it is there and was painted. */
export const NOTE_FIRST_ROW = `
  window.firstRow = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('[role="row"] a[href]') === null) return false;
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      return true;
    };
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { childList: true, subtree: true });
  });`;

export const FIRST_ROW = 'window.firstRow';

/** Notes when the next click comes, of a mouse or of a key. */
export const NOTE_CLICK = `void (window.clicked = new Promise((resolve) =>
  addEventListener('click', () => resolve(${NOW}), { capture: true, once: true })))`;

export const CLICKED = 'window.clicked';

/** Notes when what the selector finds says so. */
export const noteText = (selector: string, pattern: string): string => `
  void (window.shown = new Promise((resolve) => {
    const look = () => {
      const found = document.querySelector(${JSON.stringify(selector)});
      if (!new RegExp(${JSON.stringify(pattern)}).test(found?.innerText ?? '')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(${NOW})));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
    look();
  }))`;

export const SHOWN = 'window.shown';

const PATIENCE_MS = 15_000;

/** What a page has noted, as long as it comes at all. */
export async function noted(page: Page, what: string): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const text = `${what} did not come within ${PATIENCE_MS / 1000} s at ${page.url()}`;
    timer = setTimeout(() => reject(new Error(text)), PATIENCE_MS);
  });
  try {
    return await Promise.race([page.evaluate<number>(what), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

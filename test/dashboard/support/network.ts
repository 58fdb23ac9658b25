import type { Page, Route } from 'playwright-core';

/** What the queue reads its rows with, and nothing that only counts. */
export const ROWS = /\/v1\/reviews\?(?!.*count=)/;

/** Lets a page wait for an answer, until it is let go. */
export async function hold(page: Page, address: RegExp): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isHeld = true;
  await page.route(address, (route) => (isHeld ? void held.push(route) : route.fallback()));
  return async () => {
    isHeld = false;
    await Promise.all(held.splice(0).map((route) => route.fallback().catch(() => 'given up')));
  };
}

/** Answers a page in the place of the gateway, until it is not done any more. */
export async function answer(
  page: Page,
  address: RegExp,
  status: number,
  problem: string,
): Promise<() => Promise<void>> {
  const body = {
    type: `urn:countersign:problem:${problem}`,
    title: problem,
    status,
    detail: `As told: ${problem}`,
  };
  await page.route(address, (route) =>
    route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }),
  );
  return () => page.unroute(address);
}

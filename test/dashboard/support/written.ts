import type { BrowserContext } from 'playwright-core';

/** The gateway waits a little at each. */
const MOST_TRIES = 30;

/** How far the pages of a test have written: who reads beside them is not behind it. */
export class Written {
  private position = 0n;

  /** Follows all pages of a browser. */
  follow(context: BrowserContext): void {
    context.on('response', (response) => {
      const position = BigInt(response.headers()['x-position'] ?? 0);
      if (position > this.position) this.position = position;
    });
  }

  /** As `fetch`, but that what is read is never older than what was written by then. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const own = BigInt(headers.get('x-after-position') ?? 0);
    if (init.method === 'GET' && this.position > own) headers.set('x-after-position', String(this.position));
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(url, { ...init, headers });
      if (response.headers.get('x-stale') !== 'true') return response;
      await response.body?.cancel();
      if (tries === MOST_TRIES) throw new Error(`the views stand still before ${this.position}`);
    }
  };
}

import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { noteTroubles } from './troubles';

/** So long a page is waited for. */
const PATIENCE_MS = 20_000;

/**
 * A browser with cookies and storage of its own, and its first page. Whoever uses it next has the scripts compiled
 * already, which is most of what it costs to open a page.
 */
export class BrowserWindow {
  /** Is told of all that no page may do. */
  note: (trouble: string) => void = () => undefined;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly session: CDPSession,
  ) {
    noteTroubles(context, page, (trouble) => this.note(trouble));
  }

  static async open(browser: Browser): Promise<BrowserWindow> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    return new BrowserWindow(context, page, await context.newCDPSession(page));
  }

  /** Its first page only, from the next address on. */
  async touch(hasTouch: boolean): Promise<void> {
    await this.session.send('Emulation.setTouchEmulationEnabled', { enabled: hasTouch });
  }

  /** Nothing that a test has set holds for it any more. */
  async unset(): Promise<void> {
    const { context, page } = this;
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await Promise.all([context.setOffline(false), context.clearPermissions(), this.touch(false)]);
  }

  /**
   * Makes it as it was before anybody used it. A page that can do nothing, of the same origin, is at the address.
   *
   * @returns false where that cannot be, and it is closed
   */
  async empty(address: string): Promise<boolean> {
    const { context, page } = this;
    try {
      const others = context.pages().filter((one) => one !== page);
      await Promise.all(others.map((one) => one.close()));
      await this.unset();
      await page.goto(address);
      await Promise.all([context.clearCookies(), page.evaluate(forget)]);
      return true;
    } catch {
      await context.close();
      return false;
    }
  }
}

async function forget(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}

import { type Client, createClient } from '@countersign/client';
import {
  DEVELOPMENT_PRINCIPALS,
  type DevelopmentIdentity,
  openDevelopmentIdentity,
  TOKEN_COOKIE,
} from '@countersign/identity';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { cleanUp, type GatewayProgram, newFolder, startGateway } from '../../support/programs';
import { BrowserWindow } from './browser-window';
import { findChromium, launchChromium, ONE_PROCESS, THRIFTY } from './chromium';
import { type Look, SIZES } from './looks';
import type { Somebody } from './somebody';
import { goWithin } from './within';
import { Written } from './written';

/** How a page is opened. */
export interface Opened extends Partial<Look> {
  /** Troubles of which the text is like this were meant to come. */
  readonly expected?: RegExp;
}

/** How the tabs of the browser run. */
interface Tabs {
  /** As people's do: for a file that opens several at once. */
  readonly tabs?: 'apart';
}

interface InUse {
  readonly window: BrowserWindow;
  /** Who has opened it, and how. */
  readonly who: Somebody | null;
  readonly look: Opened;
}

/** One gateway over its own store and SQLite, and one browser, for the tests of a file. */
class Dashboard {
  readonly troubles: string[] = [];
  private readonly inUse: InUse[] = [];
  private free: readonly BrowserWindow[] = [];
  /** Whose page {@link visit} goes on within. */
  private staying: InUse | null = null;
  private readonly tokens = new Map<Somebody, Promise<string>>();
  private readonly written = new Written();

  private constructor(
    readonly dataDir: string,
    private readonly identity: DevelopmentIdentity,
    readonly browser: Browser,
    /** Another one after {@link comeBack}. */
    public gateway: GatewayProgram,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(env: NodeJS.ProcessEnv, { tabs }: Tabs): Promise<Dashboard> {
    const dataDir = await newFolder();
    const flags = tabs === 'apart' ? THRIFTY : [...THRIFTY, ONE_PROCESS];
    const browser = await launchChromium(flags, findChromium('pages'));
    const gateway = await startGateway(dataDir, env);
    return new Dashboard(dataDir, await openDevelopmentIdentity(dataDir), browser, gateway, env);
  }

  get url(): string {
    return this.gateway.url;
  }

  token(who: Somebody): Promise<string> {
    const subject = DEVELOPMENT_PRINCIPALS.find(({ id }) => id === who);
    if (subject === undefined) throw new Error(`nobody is ${who}`);
    const token = this.tokens.get(who) ?? this.identity.sign(subject);
    this.tokens.set(who, token);
    return token;
  }

  /** The product's client, as somebody; it reads what pages have written, too. */
  async client(who: Somebody): Promise<Client> {
    return createClient({ url: this.url, token: await this.token(who), fetch: this.written.fetch });
  }

  /** A page in a browser of its own, signed in as somebody, or as nobody, that is nowhere yet. */
  async blank(who: Somebody | null, look: Opened = {}): Promise<Page> {
    return (await this.windowOf(who, look)).page;
  }

  /** The same at an address. */
  async open(who: Somebody | null, path: string, look: Opened = {}): Promise<Page> {
    const page = await this.blank(who, look);
    await page.goto(this.url + path);
    return page;
  }

  /**
   * The same for whoever looks at one screen after the other, and at none of them while it is loaded: within the page
   * of the test before, where that was somebody's own and has been let {@link stay}.
   */
  async visit(who: Somebody | null, path: string): Promise<Page> {
    const page = await this.stayed(who);
    if (page === null) return this.open(who, path);
    await goWithin(page, path);
    return page;
  }

  /** The same, but that each is loaded at its address. */
  async load(who: Somebody | null, path: string): Promise<Page> {
    const page = (await this.stayed(who)) ?? (await this.blank(who));
    await page.goto(this.url + path, { waitUntil: 'commit' });
    return page;
  }

  private async stayed(who: Somebody | null): Promise<Page | null> {
    const { staying } = this;
    if (staying?.who !== who) return null;
    this.staying = null;
    const { window } = staying;
    this.use(staying);
    await window.unset();
    await showAs(window.page, {});
    return window.page;
  }

  /**
   * The page of a test that has only this one, opened without a look of its own, is not left at the end, but when a page
   * is opened in any other way than by {@link visit} or {@link load}. What it reports from now on is the trouble of whoever comes then.
   */
  async stay(): Promise<void> {
    const [only, ...others] = this.inUse;
    if (only === undefined || others.length > 0 || only.window.context.pages().length > 1)
      throw new Error('only the one page of a test can stay');
    const { window, who, look } = only;
    if (Object.keys(look).length > 0) throw new Error('a page with a look of its own cannot stay');
    const cookies = await window.context.cookies(this.url);
    const token = cookies.find(({ name }) => name === TOKEN_COOKIE)?.value;
    if (token !== (who === null ? undefined : await this.token(who)))
      throw new Error('a page that somebody else has by now cannot stay');
    // With the answer comes all that it has reported by then.
    await window.page.evaluate(() => 0);
    window.note = (trouble) => this.troubles.push(`of the page that stayed before: ${trouble}`);
    this.inUse.length = 0;
    this.staying = only;
  }

  /** Somebody's browser, with cookies and storage of its own, for several pages. */
  async person(who: Somebody, look: Opened = {}): Promise<BrowserContext> {
    return (await this.windowOf(who, look)).context;
  }

  /** Nothing is left in it of those who had it before but the files that it has loaded and compiled. */
  private async windowOf(who: Somebody | null, look: Opened): Promise<BrowserWindow> {
    await this.leaveStaying();
    const [kept, ...others] = this.free;
    this.free = others;
    const window = kept ?? (await BrowserWindow.open(this.browser));
    if (kept === undefined) this.written.follow(window.context);
    this.use({ window, who, look });
    await window.touch((look.size ?? 'desktop') !== 'desktop');
    await showAs(window.page, look);
    if (who !== null) {
      const value = await this.token(who);
      await window.context.addCookies([
        { name: TOKEN_COOKIE, value, url: this.url, httpOnly: true, sameSite: 'Strict' },
      ]);
    }
    return window;
  }

  private use(one: InUse): void {
    this.inUse.push(one);
    const { expected } = one.look;
    one.window.note = (trouble) => {
      if (expected?.test(trouble) !== true) this.troubles.push(trouble);
    };
  }

  /** Ends the gateway; its address stays free for {@link comeBack}. */
  async goAway(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.gateway.end(signal);
  }

  /** Starts the gateway again, over the same data and at the same address. */
  async comeBack(): Promise<void> {
    const { port } = new URL(this.url);
    this.gateway = await startGateway(this.dataDir, { ...this.env, PORT: port });
  }

  /** Leaves every page but one that stays, and says what was wrong with any. */
  async leavePages(): Promise<readonly string[]> {
    await this.leave(this.inUse.splice(0));
    return this.troubles.splice(0);
  }

  private async leaveStaying(): Promise<void> {
    const staying = this.staying === null ? [] : [this.staying];
    this.staying = null;
    await this.leave(staying);
  }

  private async leave(left: readonly InUse[]): Promise<void> {
    const windows = left.map(({ window }) => window);
    const isAsNew = await Promise.all(windows.map((window) => window.empty(`${this.url}/icon.svg`)));
    this.free = [...this.free, ...windows.filter((_, index) => isAsNew[index])];
  }

  /** Says what was wrong with the page that has stayed until now. */
  async stop(): Promise<readonly string[]> {
    await this.leaveStaying();
    await this.browser.close();
    await cleanUp();
    return this.troubles.splice(0);
  }
}

async function showAs(page: Page, { scheme = 'light', size = 'desktop' }: Partial<Look>): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize(SIZES[size]);
}

/** For the tests of a file: each of them fails when one of its pages had troubles, and the file when the last one had. */
export function useDashboard(env: NodeJS.ProcessEnv = {}, tabs: Tabs = {}): { readonly it: Dashboard } {
  let dashboard: Dashboard | null = null;
  beforeAll(async () => {
    dashboard = await Dashboard.start(env, tabs);
  });
  afterEach(async () => expect(await dashboard?.leavePages()).toEqual([]));
  afterAll(async () => {
    const troubles = await dashboard?.stop();
    // Also what was started before something else could not be.
    await cleanUp();
    expect(troubles ?? []).toEqual([]);
  });
  return {
    get it() {
      if (dashboard === null) throw new Error('the dashboard was not started');
      return dashboard;
    },
  };
}

import { type Client, createClient } from '@countersign/client';
import {
  DEVELOPMENT_PRINCIPALS,
  type DevelopmentIdentity,
  openDevelopmentIdentity,
  TOKEN_COOKIE,
} from '@countersign/identity';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { cleanUp, type GatewayProgram, newFolder, startGateway } from '../../support/programs';
import { launchChromium } from './chromium';
import { type Look, SIZES } from './looks';
import type { Somebody } from './somebody';
import { noteTroubles } from './troubles';

/** How a page is opened. */
export interface Opened extends Partial<Look> {
  /** Troubles of which the text is like this were meant to come. */
  readonly expected?: RegExp;
}

/** So long a page is waited for. */
const PATIENCE_MS = 20_000;

/** One gateway over its own store and SQLite, and one browser, for the tests of a file. */
class Dashboard {
  readonly troubles: string[] = [];
  private readonly contexts = new Set<BrowserContext>();
  private readonly tokens = new Map<Somebody, Promise<string>>();

  private constructor(
    readonly dataDir: string,
    private readonly identity: DevelopmentIdentity,
    readonly browser: Browser,
    /** Another one after {@link comeBack}. */
    public gateway: GatewayProgram,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(env: NodeJS.ProcessEnv = {}): Promise<Dashboard> {
    const dataDir = await newFolder();
    const browser = await launchChromium();
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

  /** The product's client, as somebody. */
  async client(who: Somebody): Promise<Client> {
    return createClient({ url: this.url, token: await this.token(who) });
  }

  /** A page in a browser of its own, signed in as somebody, or as nobody; closed after the test. */
  async open(who: Somebody | null, path: string, look: Opened = {}): Promise<Page> {
    const page = await (await this.person(who, look)).newPage();
    await page.goto(this.url + path);
    return page;
  }

  /** Somebody's browser, with cookies and storage of its own, for several pages; closed after the test. */
  async person(
    who: Somebody | null,
    { scheme = 'light', size = 'desktop', expected }: Opened = {},
  ): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: SIZES[size],
      colorScheme: scheme,
      // Nothing is in the middle of moving when it is looked at.
      reducedMotion: 'reduce',
      hasTouch: size !== 'desktop',
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    this.contexts.add(context);
    noteTroubles(context, (trouble) => this.troubles.push(trouble), expected ?? null);
    if (who !== null) {
      const value = await this.token(who);
      await context.addCookies([
        { name: TOKEN_COOKIE, value, url: this.url, httpOnly: true, sameSite: 'Strict' },
      ]);
    }
    return context;
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

  /** Closes every page, and says what was wrong with any. */
  async closePages(): Promise<readonly string[]> {
    await Promise.all([...this.contexts].map((context) => context.close()));
    this.contexts.clear();
    return this.troubles.splice(0);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await cleanUp();
  }
}

/** For the tests of a file: each of them fails when one of its pages had troubles. */
export function useDashboard(env: NodeJS.ProcessEnv = {}): { readonly it: Dashboard } {
  let dashboard: Dashboard | null = null;
  beforeAll(async () => {
    dashboard = await Dashboard.start(env);
  });
  afterEach(async () => expect(await dashboard?.closePages()).toEqual([]));
  afterAll(async () => {
    await dashboard?.stop();
    // Also what was started before something else could not be.
    await cleanUp();
  });
  return {
    get it() {
      if (dashboard === null) throw new Error('the dashboard was not started');
      return dashboard;
    },
  };
}

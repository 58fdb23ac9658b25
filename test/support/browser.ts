/** What a browser shows. */
export interface Shown {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** As it was set. */
  readonly line: string;
}

const MOST_STEPS = 20;

/**
 * As much of a browser as signing in takes: cookies by origin and path, redirects, pages that lead on by themselves,
 * and forms. `places` says where an origin is really served, as a proxy would.
 */
export class Browser {
  private readonly jar = new Map<string, Map<string, Kept>>();

  constructor(private readonly places: Readonly<Record<string, string>> = {}) {}

  /** Goes there, and on to wherever it leads; `until` stops it at an address that it would go to next. */
  async open(address: string, until: (url: URL) => boolean = () => false): Promise<Shown> {
    return this.follow(new URL(address), {}, until);
  }

  /** Sends the only form of a page. */
  async submit(
    page: Shown,
    fields: Readonly<Record<string, string>>,
    until: (url: URL) => boolean = () => false,
  ): Promise<Shown> {
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page.text) ?? [];
    if (action === undefined) throw new Error(`no form at ${page.url.href}: ${page.status} ${page.text}`);
    const body = new URLSearchParams(fields);
    for (const [, name = '', value = ''] of page.text.matchAll(/type="hidden" name="(\w+)" value="(\w+)"/g))
      body.set(name, value);
    return this.follow(new URL(action, page.url), { method: 'POST', body }, until);
  }

  /** One request with the cookies of its origin, as a script of a page would make it. */
  async fetch(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const { origin, pathname, search } = new URL(address);
    const response = await fetch(`${this.places[origin] ?? origin}${pathname}${search}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie: this.cookieHeader(origin, pathname) },
    });
    for (const line of response.headers.getSetCookie()) this.keep(origin, line);
    return response;
  }

  /** The lines by which the cookies were set that it still keeps. */
  cookiesOf(origin: string): readonly string[] {
    return [...(this.jar.get(origin)?.values() ?? [])].map(({ line }) => line);
  }

  cookieHeader(origin: string, pathname = '/'): string {
    const kept = [...(this.jar.get(origin)?.values() ?? [])].filter(
      ({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`),
    );
    return kept.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  private async follow(start: URL, init: RequestInit, until: (url: URL) => boolean): Promise<Shown> {
    let url = start;
    let response = await this.fetch(url, init);
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const text = await response.text();
      const [, refresh] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text) ?? [];
      const next = response.headers.get('location') ?? refresh?.replaceAll('&#38;', '&') ?? null;
      if (next === null) return { url, status: response.status, headers: response.headers, text };
      url = new URL(next, url);
      if (until(url)) return { url, status: 0, headers: new Headers(), text: '' };
      response = await this.fetch(url);
    }
    throw new Error(`round in circles at ${url.href}`);
  }

  private keep(origin: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    const kept = this.jar.get(origin) ?? new Map<string, Kept>();
    this.jar.set(origin, kept);
    const isGone = attributes.some((one) => /^max-age=0$|^expires=Thu, 01 Jan 1970/i.test(one));
    if (isGone) kept.delete(`${name} ${path}`);
    else kept.set(`${name} ${path}`, { name, value, path, line });
  }
}

import { expectAccessible } from './support/accessible';
import { useDashboard } from './support/dashboard';
import { seeAs } from './support/looks';

jest.setTimeout(60_000);

const dashboard = useDashboard();

/** What a browser asks for when somebody goes to an address. */
const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const ask = (path: string, headers: Record<string, string> = PAGE): Promise<Response> =>
  fetch(dashboard.it.url + path, { headers });

describe('the dashboard', () => {
  it('is at every address that is not an API, for everybody, with what its policy lets it load', async () => {
    const page = await dashboard.it.open(null, '/');
    for (const path of ['/', '/queue', '/reviews/0b5b8c7e-0000-4000-8000-000000000000?at=2']) {
      await page.goto(dashboard.it.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const seen = await page.evaluate(() => ({
        styles: [...document.styleSheets].filter(({ cssRules }) => cssRules.length > 0).length,
        foreign: performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(origin)),
      }));
      // A file, and what the components make themselves.
      expect(seen.styles).toBeGreaterThan(1);
      expect(seen.foreign).toEqual([]);
    }
  });

  it('runs nothing that was written into its page, and loads nothing from elsewhere', async () => {
    const expected = /Content Security Policy/;
    const page = await dashboard.it.open(null, '/', { expected });
    await page.getByRole('heading', { level: 1 }).waitFor();
    const found = await page.evaluate(async () => {
      const forbidden: string[] = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        forbidden.push(effectiveDirective),
      );
      const add = (name: string, fields: object): void =>
        void document.body.append(Object.assign(document.createElement(name), fields));
      add('script', { textContent: 'window.isOpen = true' });
      add('style', { textContent: 'body { display: none }' });
      add('img', { src: 'https://elsewhere.example/x.png' });
      add('iframe', { src: 'https://elsewhere.example/' });
      await fetch('https://elsewhere.example/').catch(() => undefined);
      while (forbidden.length < 5) await new Promise((resolve) => requestAnimationFrame(resolve));
      return { forbidden: forbidden.sort(), isOpen: 'isOpen' in window };
    });
    expect(found).toEqual({
      forbidden: ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem'],
      isOpen: false,
    });
  });

  it('has its files compressed, for ever where their names change with them', async () => {
    const text = await (await ask('/')).text();
    const [script = ''] = /\/assets\/[\w-]+\.js/.exec(text) ?? [];
    for (const coding of ['br', 'gzip']) {
      const answer = await ask(script, { 'accept-encoding': coding });
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-encoding': coding,
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': 'text/javascript; charset=utf-8',
      });
      expect(await answer.text()).toContain('Countersign');
      const again = { 'accept-encoding': coding, 'if-none-match': answer.headers.get('etag') ?? '' };
      expect((await ask(script, again)).status).toBe(304);
    }
    expect(await (await ask('/licenses.txt')).text()).toMatch(/^react \d+\.\d+\.\d+\nLicence: MIT$/m);
  });

  it('takes no address from an API: what is not there is refused in its own words', async () => {
    const answers = await Promise.all(
      ['/v1/nothing', '/api/v1/nothing', '/api/nothing', '/docs/nothing', '/session/nothing', '/livez/x'].map(
        async (path) => {
          const answer = await ask(path);
          return [path, answer.status, answer.headers.get('content-type')?.split(';')[0]];
        },
      ),
    );
    expect(answers).toEqual([
      ['/v1/nothing', 404, 'application/problem+json'],
      ['/api/v1/nothing', 404, 'application/json'],
      ['/api/nothing', 404, 'application/json'],
      ['/docs/nothing', 404, 'application/json'],
      ['/session/nothing', 404, 'application/json'],
      ['/livez/x', 404, 'application/json'],
    ]);
  });
});

describe('where nobody is signed in', () => {
  it('the page can be used by everybody', async () => {
    const page = await dashboard.it.open(null, '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page);
    await seeAs(page, { scheme: 'dark', size: 'narrow' });
    await expectAccessible(page);
  });
});

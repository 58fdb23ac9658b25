import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');

const markdownBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const readmesOfLibs = (): string[] =>
  readdirSync(join(ROOT, 'libs'))
    .map((lib) => join('libs', lib, 'README.md'))
    .filter((path) => existsSync(join(ROOT, path)));

const pages = [
  'README.md',
  'SECURITY.md',
  'bench/README.md',
  ...markdownBelow('docs'),
  ...readmesOfLibs(),
].sort();
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

const FENCED = /^(```|~~~)[\s\S]*?^\1/gm;
const CODE = /`[^`\n]*`/g;
const LINK = /\]\(\s*<?([^)>\s]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** What a page links to within the repository: code is no link. */
function linksOf(page: string): string[] {
  const prose = textOf(page).replace(FENCED, '').replace(CODE, '');
  return [...prose.matchAll(LINK)]
    .map(([, inline, reference]) => inline ?? reference ?? '')
    .filter((target) => !ELSEWHERE.test(target));
}

/** As renderers name headings: lower case, words joined by hyphens. */
function anchorsOf(page: string): Set<string> {
  const headings = textOf(page)
    .replace(FENCED, '')
    .matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

/** What is wrong with a link, null where it leads somewhere. */
function problemOf(page: string, link: string): string | null {
  const [path = '', anchor] = decodeURIComponent(link).split('#', 2);
  const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (target.startsWith('..')) return `${link} leads out of the repository`;
  if (!existsSync(join(ROOT, target))) return `${link} leads nowhere`;
  if (anchor === undefined || statSync(join(ROOT, target)).isDirectory()) return null;
  return anchorsOf(target).has(anchor) ? null : `${link} names no heading`;
}

const NPM_RUN = /\bnpm run((?:[ \t]+--?[\w-]+)*)[ \t]+([\w:-]+)/g;
const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Record<string, string> };
const scriptsNamedIn = (page: string): string[] =>
  [...textOf(page).matchAll(NPM_RUN)].map(([, , script = '']) => script);

/** A command whose output goes elsewhere, on a line of its own. */
const KEPT = /^[ \t]*(?:[A-Z_]+=\S+ )*npm run .*? (?:>|\|) .*$/gm;
const keptIn = (text: string): string[] => text.match(KEPT) ?? [];

describe('the pages of the documentation', () => {
  it('are found, with links and commands in them', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/domain.md', 'bench/README.md']));
    expect(keptIn(textOf('docs/auditing.md'))).not.toEqual([]);
    expect(linksOf('README.md')).toContain('docs/architecture.md');
    expect(scriptsNamedIn('README.md')).toEqual(expect.arrayContaining(['demo', 'token']));
  });

  it.each(pages)('lead somewhere with every link: %s', (page) => {
    expect(linksOf(page).flatMap((link) => problemOf(page, link) ?? [])).toEqual([]);
  });

  it.each(['apps/audit/src/usage.ts', ...pages])('keep npm quiet where its output is kept: %s', (page) => {
    expect(keptIn(textOf(page)).filter((line) => !line.includes('npm run --silent '))).toEqual([]);
  });

  it.each(pages)('name only commands that there are: %s', (page) => {
    expect(scriptsNamedIn(page).filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

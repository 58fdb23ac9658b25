import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly license?: unknown;
  readonly hasInstallScript?: boolean;
}

const manifest = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const locked = Object.entries(packages).filter(([path]) => path !== '');
const shipped = locked.filter(([, { dev }]) => dev !== true);
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** What may be shipped with a product under Apache-2.0 without a question to its owner. */
const LICENCES = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
]);
/** Of what is in the dashboard also fonts, as long as they go by their own names and with their licence. */
const LICENCES_OF_BUNDLED = new Set([...LICENCES, 'OFL-1.1']);

/** A package for another platform is locked and not installed. */
function licenceOf(path: string, { license }: Locked): unknown {
  const file = `${path}/package.json`;
  return existsSync(join(ROOT, file)) ? (read(file) as { readonly license?: unknown }).license : license;
}

function isAllowed(licence: unknown, licences: ReadonlySet<string> = LICENCES): boolean {
  return (
    typeof licence === 'string' &&
    licence.split(/[()\s]+|\bAND\b/).every((one) => one === '' || licences.has(one))
  );
}

interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly licence: unknown;
}

/** What the last build of the dashboard found in it. */
function bundled(): { readonly rows: readonly Bundled[]; readonly notices: string } {
  const folder = join(ROOT, 'dist/dashboard');
  if (!existsSync(folder)) throw new Error('there is no build of the dashboard: npm run build');
  const rows = read('dist/dashboard/bundled.json') as readonly Bundled[];
  return { rows, notices: readFileSync(join(folder, 'licenses.txt'), 'utf8') };
}

describe('what the product is made of', () => {
  it('is named by exact versions of a registry', () => {
    const named = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(([, version]) => !EXACT.test(version))).toEqual([]);
  });

  it('is locked with a digest for every package, and none comes from elsewhere than a registry', () => {
    expect(locked.length).toBeGreaterThan(100);
    const odd = locked.filter(
      ([, { version = '', integrity = '', resolved, link }]) =>
        !EXACT.test(version) ||
        !/^sha512-[\w+/]{86}==$/.test(integrity) ||
        link === true ||
        (resolved !== undefined && !/^https:\/\/[^/]+\/.*\.tgz$/.test(resolved)),
    );
    expect(odd).toEqual([]);
    const hosts = locked.flatMap(([, { resolved }]) =>
      resolved === undefined ? [] : [new URL(resolved).host],
    );
    expect(new Set(hosts).size).toBeLessThanOrEqual(1);
  });

  it('runs no script at its installation', () => {
    const running = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(running.length).toBeGreaterThan(0);
    expect(
      running.map(([path]) => nameOf(path)).filter((name) => manifest.allowScripts[name] !== false),
    ).toEqual([]);
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
  });

  it('is shipped under licences that allow it', () => {
    expect(shipped.length).toBeGreaterThan(50);
    const others = shipped.map(([path, row]) => [path, licenceOf(path, row)] as const);
    expect(others.filter(([, licence]) => !isAllowed(licence))).toEqual([]);
  });

  it('has in its dashboard only what is locked, under licences that allow it, each with its notice', () => {
    const { rows, notices } = bundled();
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['react', '@mantine/core']));
    const isLocked = ({ name, version }: Bundled): boolean =>
      locked.some(([path, row]) => nameOf(path) === name && row.version === version);
    expect(rows.filter((row) => !isLocked(row))).toEqual([]);
    expect(rows.filter(({ licence }) => !isAllowed(licence, LICENCES_OF_BUNDLED))).toEqual([]);
    const isNoticed = ({ name, version, licence }: Bundled): boolean =>
      notices.includes(`${name} ${version}\nLicence: ${String(licence)}\n`);
    expect(rows.filter((row) => !isNoticed(row))).toEqual([]);
  });
});

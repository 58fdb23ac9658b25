import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WireClient } from './wire-client.spec.contract';
import { startEventStore } from './start';

/** The library as a package of its own: what it says of itself is so. */
const ROOT = join(__dirname, '../../..');
const HERE = join(__dirname, '..');
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const own = json(join(HERE, 'package.json')) as Manifest;
const root = json(join(ROOT, 'package.json')) as Manifest;

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.includes('.spec.'),
);

function packagesOf(name: string): string[] {
  const text = readFileSync(join(__dirname, name), 'utf8');
  const named = text.matchAll(/^(?:import|export) (?:[^';]* from )?'([^.'][^']*)'/gm);
  const loaded = text.matchAll(/\bimport\('([^.'][^']*)'\)/g);
  return [...named, ...loaded]
    .map(([, path = '']) => path)
    .filter((path) => !path.startsWith('node:'))
    .map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
}

describe('the package', () => {
  it('depends on what it imports, and on nothing of the rest of the repository', () => {
    expect(sources).toContain('main.ts');
    const imported = new Set(sources.flatMap(packagesOf));
    expect([...imported].sort()).toEqual(Object.keys(own.dependencies).sort());
  });

  it('has the versions that the tests ran with', () => {
    const versions = Object.keys(own.dependencies).map((name) => [name, root.dependencies[name]]);
    expect(Object.fromEntries(versions)).toEqual(own.dependencies);
    expect(own.version).toBe(root.version);
  });

  it('shows an example that works', () => {
    const example = readFileSync(join(__dirname, 'example.spec.ts'), 'utf8');
    expect(readFileSync(join(HERE, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
  });
});

describe('stores of one process', () => {
  it('are each started in less than 200 ms, and know nothing of each other', async () => {
    const starts: number[] = [];
    const stores = [];
    for (let at = 0; at < 8; at++) {
      const before = performance.now();
      stores.push(await startEventStore({ inMemory: true }));
      starts.push(performance.now() - before);
    }
    // The fastest: what else the machine does is not in it.
    expect(Math.min(...starts)).toBeLessThan(200);
    expect(new Set(stores.map(({ port }) => port)).size).toBe(8);
    const clients = stores.map(({ port }) => new WireClient(port));
    await Promise.all(clients.map((client, at) => client.append('one', Array(at + 1).fill({}))));
    const found = await Promise.all(clients.map((client) => client.read({ stream: 'one' })));
    expect(found.map(({ length }) => length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    stores[0]?.kill();
    expect(await clients[0]?.append('one', [{}])).toHaveProperty('failed');
    expect(await clients[1]?.append('one', [{}])).toMatchObject({ ok: '2' });
    for (const client of clients) client.close();
    await Promise.all(stores.slice(1).map((store) => store.stop()));
  });
});

#!/usr/bin/env node
// Runs one of the programs of this repository, building first where the build is missing or older than the sources:
//   node apps/run.mjs apps/gateway/src/main [arguments]
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built');
const sources = [
  'apps',
  'libs',
  'bench',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];

/** The client is built by itself: `npm run build:client`. */
const apart = join(root, 'libs', 'client');

function newest(path) {
  if (path === apart) return 0;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Builds when needed; says so, because it takes some seconds. */
export function build() {
  const startedAt = new Date();
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.max(...sources.map((source) => newest(join(root, source)))) <= built) return;
  process.stderr.write('Building...\n');
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build', 'gateway'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
}

const [, , program, ...rest] = process.argv;
if (process.argv[1] === fileURLToPath(import.meta.url) && program !== undefined) {
  build();
  const file = join(root, 'dist', `${program}.js`);
  process.argv = [process.argv[0], file, ...rest];
  await import(pathToFileURL(file).href);
}

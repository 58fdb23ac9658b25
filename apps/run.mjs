#!/usr/bin/env node
// Runs one of the programs of this repository, building first where the build is missing or older than the sources:
//   node apps/run.mjs apps/gateway/src/main [arguments]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = {
  stamp: join(root, 'dist', '.built'),
  sources: [
    'apps',
    'libs',
    'bench',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
  ],
  // Packages are built by themselves: `npm run build:client`, `npm run build:store`.
  apart: ['libs/client', 'libs/embedded-store/dist', 'apps/dashboard', 'apps/dashboard-build'].map((path) =>
    join(root, path),
  ),
  words: 'Building...',
  command: ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'gateway'],
};
const dashboard = {
  stamp: join(root, 'dist', '.built-dashboard'),
  sources: ['apps/dashboard', 'apps/dashboard-build', 'libs/client/src', 'package-lock.json'],
  apart: [],
  made: 'dist/dashboard/served.json',
  words: 'Building the dashboard...',
  command: ['apps/dashboard-build/main.mjs'],
};

/** What no build takes in, so that tests may be written while others run. */
const OF_TESTS = /\.(spec|spec-support)\.tsx?$/;

function newest(path, apart) {
  if (apart.includes(path) || OF_TESTS.test(path)) return 0;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name), apart)));
}

/** Builds the programs when needed; says so, because it takes some seconds. */
export async function build() {
  const status = await buildWhenOlder(programs);
  if (status !== 0) process.exit(status);
}

/** The same for the dashboard, which only the gateway serves; whether it is there now, as its sources say. */
export async function buildDashboard() {
  return (await buildWhenOlder(dashboard)) === 0;
}

async function buildWhenOlder({ stamp, made, sources, apart, words, command: [file, ...args] }) {
  const startedAt = new Date();
  // Who builds it without this file and is cut off leaves the stamp of the build before, and perhaps nothing else.
  const isThere = made === undefined || existsSync(join(root, made));
  const built = isThere ? (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0) : 0;
  if (Math.max(...sources.map((source) => newest(join(root, source), apart))) <= built) return 0;
  process.stderr.write(`${words}\n`);
  // One that is cut off is no build, and nothing is kept of it.
  rmSync(stamp, { force: true });
  const builder = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  const [status] = await once(builder, 'exit');
  if (status !== 0) return status ?? 1;
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
  return 0;
}

/** What serves or opens the dashboard. */
const GATEWAY = 'apps/gateway/src/main';
const needsDashboard = (program, [first]) =>
  program === GATEWAY || (program === 'bench/main' && first === 'dashboard');

const [, , program, ...rest] = process.argv;
if (process.argv[1] === fileURLToPath(import.meta.url) && program !== undefined) {
  // Side by side: each is work for one core.
  const [hasDashboard] = await Promise.all([!needsDashboard(program, rest) || buildDashboard(), build()]);
  if (!hasDashboard) {
    process.stderr.write('The dashboard could not be built.\n');
    // The APIs are served all the same.
    if (program !== GATEWAY) process.exit(1);
  }
  const file = join(root, 'dist', `${program}.js`);
  process.argv = [process.argv[0], file, ...rest];
  await import(pathToFileURL(file).href);
}

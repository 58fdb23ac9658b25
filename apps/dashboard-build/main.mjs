#!/usr/bin/env node
// Builds the dashboard into dist/dashboard, with everything that the gateway needs to serve it without any work:
// what is served, compressed, under which tag; and what was bundled, under which licences.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { noteBundled, writeNotices } from './notices.mjs';
import { writeServed } from './served.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const target = join(root, 'dist', 'dashboard');
// Beside it, and put in its place when all is well.
const fresh = join(root, 'dist', `dashboard-${process.pid}`);

/** The place is never empty for longer than it takes to rename; another build may be doing the same. */
function putInPlace() {
  const old = `${fresh}-old`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(fresh, target);
      return;
    } catch (error) {
      const isRace = ['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code);
      if (!isRace || attempt === 5) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

const modules = new Set();
try {
  await build({
    configFile: join(root, 'apps/dashboard/vite.config.ts'),
    logLevel: 'warn',
    plugins: [noteBundled(modules)],
    build: { outDir: fresh, emptyOutDir: true },
  });
  writeNotices(modules, fresh);
  await writeServed(fresh);
  putInPlace();
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

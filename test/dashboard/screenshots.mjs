#!/usr/bin/env node
// Makes docs/screenshots anew, of every screen: npm run screenshots
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildDashboard } from '../../apps/run.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
await build();
if (!(await buildDashboard())) process.exit(1);
const jest = join(root, 'node_modules/jest/bin/jest.js');
const args = ['--testMatch', '**/test/dashboard/*.shots.ts', '--reporters', 'default', '--verbose'];
const { status } = spawnSync(process.execPath, [jest, ...args], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);

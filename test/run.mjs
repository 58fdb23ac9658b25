#!/usr/bin/env node
// Runs every test: builds what the system tests start as real processes, then hands over to jest.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildDashboard } from '../apps/run.mjs';
import { keepCode } from './support/starts/keep.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(join(root, 'dist', 'test-counts.txt'), { force: true });
const [hasDashboard] = await Promise.all([buildDashboard(), build()]);
if (!hasDashboard) process.exit(1);
await keepCode();
const jest = join(root, 'node_modules/jest/bin/jest.js');
const given = process.argv.slice(2);
// The long run tries the same things more often.
const env = given.includes('--long') ? { ...process.env, TEST_LONG: '1' } : process.env;
// Its workers have them as well: what lives for one test is thrown away at once, and what runs only for one file is not
// optimised.
const wanted = ['--max-semi-space-size=64', '--interrupt-budget=300000'];
const areKnown = spawnSync(process.execPath, [...wanted, '--eval', ''], { stdio: 'ignore' }).status === 0;
const flags = areKnown ? wanted : [];
const { status } = spawnSync(
  process.execPath,
  [...flags, jest, ...given.filter((word) => word !== '--long')],
  {
    cwd: root,
    env,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);

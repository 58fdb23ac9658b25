import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '../../../dist');

/** Starts twice what the tests start often, so that they find its code; see `kept-code.cjs`. Without it they do, too. */
export async function keepCode() {
  rmSync(join(dist, 'kept'), { recursive: true, force: true });
  await startWith('note-modules.cjs');
  await startWith('keep-compiled.cjs');
}

async function startWith(hook) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-kept-'));
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    NODE_OPTIONS: `--require "${join(here, hook)}"`,
    LOG_LEVEL: 'warn',
    DATA_DIR: folder,
    PORT: '0',
  };
  const start = (program, ...words) =>
    spawn(process.execPath, [join(dist, `${program}.js`), ...words], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const gateway = start('apps/gateway/src/main');
  const gone = once(gateway, 'exit');
  for await (const line of createInterface(gateway.stdout)) {
    if (!line.includes('listens on')) continue;
    await once(start('apps/audit/src/main', 'verify').stdout.resume(), 'close');
    gateway.kill();
  }
  await gone;
  rmSync(folder, { recursive: true, force: true });
}

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

/** So long may a start take: whatever stands still, the tests begin. */
const WITHIN_MS = 60_000;

async function startWith(hook) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-kept-'));
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    NODE_OPTIONS: `--require "${join(here, hook)}"`,
    LOG_LEVEL: 'warn',
    // A store and views of its own, whatever the tests are given.
    EVENTSTORE_CONNECTION_STRING: '',
    DATABASE_URL: '',
    DATA_DIR: folder,
    PORT: '0',
  };
  const started = [];
  const start = (program, ...words) => {
    const child = spawn(process.execPath, [join(dist, `${program}.js`), ...words], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    started.push({ child, gone: once(child, 'exit') });
    return child;
  };
  const late = setTimeout(() => {
    process.stderr.write('the programs that tests start do not start here: their code is not kept\n');
    for (const { child } of started) child.kill('SIGKILL');
  }, WITHIN_MS);
  try {
    const gateway = start('apps/gateway/src/main');
    for await (const line of createInterface(gateway.stdout)) {
      if (!line.includes('listens on')) continue;
      await once(start('apps/audit/src/main', 'verify').stdout.resume(), 'close');
      gateway.kill();
    }
    await Promise.all(started.map(({ gone }) => gone));
  } finally {
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  }
}

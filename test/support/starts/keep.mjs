import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '../../../dist');

/**
 * Starts twice what the tests start often, so that they find its code; see `kept-code.cjs`. Without it they do, too:
 * whatever stands in the way is said, and the tests begin.
 */
export async function keepCode() {
  try {
    remove(join(dist, 'kept'));
    await startWith('note-modules.cjs');
    await startWith('keep-compiled.cjs');
  } catch (error) {
    process.stderr.write(`The code of what tests start is not kept, so they take longer: ${error.message}\n`);
  }
}

/** So long may a start take. */
const WITHIN_MS = 60_000;

async function startWith(hook) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-kept-'));
  const started = [];
  const start = (program, ...words) => {
    started.push(programOf({ hook, folder, program, words }));
    return started.at(-1);
  };
  const endAll = () => started.forEach(endGroup);
  const late = setTimeout(endAll, WITHIN_MS);
  const release = onInterruption(endAll);
  try {
    const gateway = start('apps/gateway/src/main');
    for await (const line of createInterface(gateway.child.stdout)) {
      if (!line.includes('listens on')) continue;
      const audit = start('apps/audit/src/main', 'verify');
      audit.child.stdout.resume();
      await requireEnded(audit);
      gateway.child.kill();
    }
    await requireEnded(gateway);
    if (started.length === 1) throw new Error('the gateway ended before it listened');
  } finally {
    clearTimeout(late);
    release();
    endAll();
    remove(folder);
  }
}

function programOf({ hook, folder, program, words }) {
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
  const child = spawn(process.execPath, [join(dist, `${program}.js`), ...words], {
    env,
    // A group of its own: its store ends with it, also where that stands still.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  return { program, child, ended: once(child, 'close'), said: () => said.trim() };
}

async function requireEnded({ program, ended, said }) {
  const [code, signal] = await ended;
  if (signal === 'SIGKILL') throw new Error(`${program} took more than ${WITHIN_MS / 1000} s. ${said()}`);
  if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}. ${said()}`);
}

function endGroup({ child }) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

/** What is not of the terminal's group is not ended by it. */
function onInterruption(act) {
  const end = () => {
    act();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, end);
  };
}

/** Somebody may be writing into it for a moment still. */
function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A real process of the product, started from the build. */
export interface Program {
  readonly pid: number;
  /** Everything that it printed so far, both streams. */
  readonly output: () => string;
  /** Ends it with a signal and waits until it is gone. Harmless when it is gone already. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export interface GatewayProgram extends Program {
  readonly url: string;
}
export interface StoreProgram extends Program {
  readonly port: number;
  readonly connectionString: string;
}

const running = new Set<Program>();
const folders: string[] = [];

/** Ends whatever a test left running and removes its folders. Call it in `afterAll` or `afterEach`. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...running].map((program) => program.end('SIGKILL')));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  folders.push(folder);
  return folder;
}

export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(command, args, {
    cwd: ROOT,
    // The database that tests are given is for databases that they make in it.
    env: {
      ...process.env,
      NODE_ENV: 'development',
      DATABASE_URL: '',
      EVENTSTORE_CONNECTION_STRING: '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watched(child);
}

export function runNode(program: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Program {
  return run(process.execPath, [join(ROOT, 'dist', `${program}.js`), ...args], { ...FROM_KEPT_CODE, ...env });
}

/** Half of a start is spared so; `NODE_OPTIONS: ''` is for a start that is as an operator has it. */
const FROM_KEPT_CODE = { NODE_OPTIONS: `--require "${join(ROOT, 'test/support/starts/kept-code.cjs')}"` };

/** A start is work for a whole core, and others may want it as well. */
const START_WITHIN_MS = 60_000;

/** What a test does in a second nobody does in a minute. */
const WITHOUT_LIMITS = {
  RATE_LIMIT_PRINCIPAL: '0',
  RATE_LIMIT_WORKSPACE: '0',
  RATE_LIMIT_FAILED: '0',
  STREAMS_PER_PRINCIPAL: '0',
  STREAMS_PER_GATEWAY: '0',
};

/**
 * A gateway on a free port; with its own embedded store unless `env` names another, and without limits on its callers
 * unless it names them.
 */
export async function startGateway(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<GatewayProgram> {
  const program = runNode('apps/gateway/src/main', [], {
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATA_DIR: dataDir,
    ...WITHOUT_LIMITS,
    ...env,
  });
  const [, url = ''] = await printed(program, /listens on (http:\S+)/, START_WITHIN_MS);
  return Object.assign(program, { url });
}

export async function startStore(
  dataDir: string,
  port = 0,
  env: NodeJS.ProcessEnv = {},
): Promise<StoreProgram> {
  const words = ['--port', String(port), '--data', dataDir];
  const program = runNode('libs/embedded-store/src/main', words, env);
  const [, listening = ''] = await printed(program, /"listening": ?(\d+)/);
  return Object.assign(program, {
    port: Number(listening),
    connectionString: `esdb://127.0.0.1:${listening}?tls=false`,
  });
}

/** Waits until the program has printed something, or fails with what it printed instead. */
export async function printed(
  program: Program,
  pattern: RegExp,
  withinMs = 30_000,
): Promise<RegExpExecArray> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const match = pattern.exec(program.output());
    if (match !== null) return match;
    const end = await Promise.race([program.ended.then((code) => ({ code })), tick()]);
    if (end !== undefined || Date.now() > deadline) {
      throw new Error(`${String(pattern)} was not printed, but:\n${program.output()}`);
    }
  }
}

function watched(child: ChildProcess): Program {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? null,
  );
  const program: Program = {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
  running.add(program);
  void ended.then(() => running.delete(program));
  return program;
}

/** One look later. */
function tick(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), 10));
}

import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The program as it is shipped, compiled into a folder of its own, so that a test can kill what it started. */
export function compileProgram(): string {
  const out = mkdtempSync(join(tmpdir(), 'embedded-store-'));
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('.spec')) continue;
    const { code } = transformFileSync(join(__dirname, file), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const target = join(out, file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return out;
}

interface ProcessSettings {
  readonly ipc?: boolean;
  readonly env?: object;
  /** Blocks of 512 bytes that a file may grow to. */
  readonly fileLimit?: number;
}

export class StoreProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    private readonly ended: Promise<number | null>,
    private readonly complaints: readonly string[],
  ) {}

  /** Resolves when it listens; rejects with its standard error when it ends instead. */
  static async start(
    program: string,
    args: readonly string[],
    settings: ProcessSettings = {},
  ): Promise<StoreProcess> {
    const command = [process.execPath, join(program, 'main.js'), ...args];
    // A write beyond the limit then fails as one on a full disk does.
    const limit = settings.fileLimit && [
      'sh',
      '-c',
      `trap '' XFSZ; ulimit -f ${settings.fileLimit}; exec "$@"`,
      'sh',
    ];
    const [name = '', ...rest] = [...(limit || []), ...command];
    const child = spawn(name, rest, {
      env: { ...process.env, NODE_PATH: resolve(__dirname, '../../../node_modules'), ...settings.env },
      stdio: settings.ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    });
    const complaints: string[] = [];
    child.stderr?.on('data', (text: Buffer) => complaints.push(text.toString()));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    const port = await Promise.race([
      once(child.stdout as NodeJS.ReadableStream, 'data').then(([line]) => portOf(String(line))),
      once(child, 'close').then(([code]) =>
        Promise.reject(new Error(`exit code ${code}: ${complaints.join('')}`)),
      ),
    ]);
    child.stdout?.resume();
    return new StoreProcess(child, port, ended, complaints);
  }

  /** Sends the signal and waits for the end; the exit code, null when the signal itself ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  /** What it printed on standard error so far. */
  get complaint(): string {
    return this.complaints.join('');
  }

  exit(): Promise<number | null> {
    return this.ended;
  }
}

function portOf(line: string): number {
  return (JSON.parse(line) as { listening: number }).listening;
}

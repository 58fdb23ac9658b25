import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../../..');

export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

/** A program of plain Node that says where it listens in its first line, as a process of its own. */
export async function startService(program: string): Promise<Service> {
  const child = spawn(process.execPath, [join(ROOT, program)], {
    env: { PATH: process.env['PATH'], PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const [url] = (await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error(`${program} ended`))),
  ])) as [string];
  return {
    url,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

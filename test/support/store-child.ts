import { readFile } from 'node:fs/promises';

/** The embedded store as the gateway that keeps it alive has started it. */
export interface StoreChild {
  readonly pid: number;
  /** What `--port` says: 0 at the first start, where the store takes any free one. */
  readonly port: number;
}

/** The store that runs under a gateway, as soon as there is one other than `before`. */
export async function storeChildOf(
  gateway: { readonly pid: number; output(): string },
  before?: StoreChild,
): Promise<StoreChild> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const pids = await text(`/proc/${gateway.pid}/task/${gateway.pid}/children`);
    for (const pid of pids.split(' ').filter(Boolean).map(Number)) {
      const words = (await text(`/proc/${pid}/cmdline`)).split('\0');
      const port = words[words.indexOf('--port') + 1];
      const isStore = words[1]?.endsWith('embedded-store/src/main.js') === true;
      if (isStore && pid !== before?.pid) return { pid, port: Number(port) };
    }
    if (Date.now() > deadline) throw new Error(`the gateway has no new store:\n${gateway.output()}`);
  }
}

/** Waits until a process is not there, or is only waiting for somebody to ask how it ended. */
export async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const status = await text(`/proc/${pid}/status`);
    if (status === '' || /^State:\s+[ZX]/m.test(status)) return;
    if (Date.now() > deadline) throw new Error(`process ${pid} is still there`);
  }
}

/** A file of /proc; empty where its process is gone. */
function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  });
}

import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds of a process and of all its descendants so far; null where there is no /proc. */
export function cpuSeconds(pid: number): number | null {
  const own = ownTicks(pid);
  if (own === null) return null;
  return (own + descendants(pid).reduce((sum, child) => sum + (ownTicks(child) ?? 0), 0)) / TICKS_PER_SECOND;
}

/** CPU seconds of a process alone. */
export function ownCpuSeconds(pid: number): number | null {
  const ticks = ownTicks(pid);
  return ticks === null ? null : ticks / TICKS_PER_SECOND;
}

/** Resident memory of a process alone, in MB; null where there is no /proc. */
export function residentMb(pid: number): number | null {
  const status = read(`/proc/${pid}/status`);
  const kilobytes = status === null ? undefined : /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

export function children(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
      const text = read(`/proc/${pid}/task/${task}/children`) ?? '';
      return text
        .split(' ')
        .filter((word) => word.trim() !== '')
        .map(Number);
    });
  } catch {
    return [];
  }
}

function descendants(pid: number): readonly number[] {
  return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

function ownTicks(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in brackets may hold spaces; user and system time are the 14th and 15th fields.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

import { dayOrNone } from '../parts/days.ts';

const RANGES = ['all', 'days', 'positions'] as const;

/** Which part of the log is exported, as the address says: `from` and `to` are days or positions, both included. */
export interface ExportAddress {
  readonly range: (typeof RANGES)[number];
  readonly from: string;
  readonly to: string;
}

export function readExport(params: URLSearchParams): ExportAddress {
  const range = RANGES.find((one) => one === params.get('range')) ?? 'all';
  const text = (name: string): string => (params.get(name) ?? '').trim();
  const read = (name: string): string => {
    switch (range) {
      case 'all':
        return '';
      case 'days':
        return dayOrNone(text(name));
      case 'positions':
        return /^\d{1,19}$/.test(text(name)) ? text(name) : '';
    }
  };
  return { range, from: read('from'), to: read('to') };
}

export function writeExport({ range, from, to }: ExportAddress): URLSearchParams {
  return new URLSearchParams({
    ...(range !== 'all' && { range }),
    ...(from !== '' && { from }),
    ...(to !== '' && { to }),
  });
}

/** Whether what was typed is a day or a position, or nothing; anything else would be read as nothing. */
export const isBound = (range: ExportAddress['range'], text: string): boolean =>
  readExport(new URLSearchParams({ range, from: text })).from === text;

/** What the last line of an export says of the lines before it. */
export interface Manifest {
  readonly events: number;
  readonly firstPosition: string | null;
  readonly lastPosition: string | null;
  readonly sha256: string;
}

/** Null for a line that is no manifest. */
export function readManifest(line: string): Manifest | null {
  try {
    const read = JSON.parse(line) as Partial<Manifest> & { kind?: unknown };
    const { kind, events, sha256, firstPosition = null, lastPosition = null } = read;
    if (kind !== 'manifest' || typeof events !== 'number' || typeof sha256 !== 'string') return null;
    return { events, sha256, firstPosition, lastPosition };
  } catch {
    return null;
  }
}

const PLACE = /^\{"kind":"event","position":"(\d{1,19})"/;

/** The position of an exported event, without reading all of it; null for other lines. */
export const positionIn = (line: string): string | null => PLACE.exec(line)?.[1] ?? null;

/** Per cent of the way from the first position to the last one; null where that is not known. */
export function partOf(position: string, first: string | null, last: string | null): number | null {
  if (last === null) return null;
  const [at, from, to] = [BigInt(position), BigInt(first ?? '0'), BigInt(last)];
  if (to <= from) return 100;
  const part = Number(((at - from) * 100n) / (to - from));
  return Math.max(0, Math.min(100, part));
}

import { client } from '../data/client.ts';
import { dayStart } from '../parts/days.ts';
import { fileNameOf } from '../parts/save-file.ts';
import { type ExportAddress, type Manifest, partOf, positionIn, readManifest } from './export-range.ts';
import type { MadeFile, Make } from './use-file.ts';

export interface ExportProgress {
  readonly events: number;
  /** The last position that came. */
  readonly position: string;
  /** Per cent; null where it is not known. */
  readonly done: number | null;
}

export interface LogFile extends MadeFile {
  readonly manifest: Manifest;
  /** Whether the digest was computed here too: pages that came over plain HTTP from afar cannot. */
  readonly isChecked: boolean;
}

/** There is nothing to export, or what came is not what it says it is: in words for the reader. */
export class NoExport extends Error {
  override readonly name = 'NoExport';
}

/** So many lines are put together before the browser is given them to keep. */
const LINES_OF_A_PIECE = 1_000;

/** The log as it is stored, or a part of it; it is handed over only when it is whole and its digest fits. */
export const logFile =
  (address: ExportAddress): Make<ExportProgress, LogFile> =>
  async (signal, note) => {
    const [from, to] = await positionsOf(address, signal);
    const end = to ?? (await edge({ order: 'desc' }, signal));
    const range = { ...(from !== null && { from }), ...(to !== null && { to }) };
    const pieces: Blob[] = [];
    let lines: string[] = [];
    let last = '';
    let events = 0;
    for await (const line of client.audit.export(range, { signal })) {
      last = line;
      const position = positionIn(line);
      if (position === null) continue;
      events += 1;
      lines.push(`${line}\n`);
      if (events === 1) note({ events, position, done: partOf(position, from, end) });
      if (lines.length < LINES_OF_A_PIECE) continue;
      pieces.push(new Blob(lines));
      lines = [];
      note({ events, position, done: partOf(position, from, end) });
    }
    const told = new Blob([...pieces, ...lines]);
    const manifest = readManifest(last);
    if (manifest?.events !== events)
      throw new NoExport('What came is not what its manifest says. Nothing was saved; try it again.');
    const digest = await digestOf(told);
    if (digest !== null && digest !== manifest.sha256)
      throw new NoExport('The digest of what came does not fit. Nothing was saved; try it again.');
    const content = new Blob([told, `${last}\n`], { type: 'application/x-ndjson' });
    return { name: fileNameOf('log', 'ndjson'), content, manifest, isChecked: digest !== null };
  };

async function digestOf(content: Blob): Promise<string | null> {
  if (!isSecureContext) return null;
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await content.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The gateway takes positions; days become those of the first and the last event that happened in them. */
async function positionsOf(
  { range, from, to }: ExportAddress,
  signal: AbortSignal,
): Promise<readonly [string | null, string | null]> {
  switch (range) {
    case 'all':
      return [null, null];
    case 'positions':
      return [from === '' ? null : from, to === '' ? null : to];
    case 'days': {
      const days = {
        ...(from !== '' && { from: dayStart(from, 0) }),
        ...(to !== '' && { to: dayStart(to, 1) }),
      };
      const [first, last] = await Promise.all([
        edge({ ...days, order: 'asc' }, signal),
        edge({ ...days, order: 'desc' }, signal),
      ]);
      if (first === null || last === null) throw new NoExport('Nothing was recorded in these days.');
      return [first, to === '' ? null : last];
    }
  }
}

async function edge(
  filter: { readonly from?: string; readonly to?: string; readonly order: 'asc' | 'desc' },
  signal: AbortSignal,
): Promise<string | null> {
  for await (const { position } of client.audit.events({ ...filter, limit: 1 }, { signal })) return position;
  return null;
}

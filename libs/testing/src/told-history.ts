import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Stored {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
}
type Decode<Event> = (
  type: string,
  data: unknown,
  version: number,
) => { readonly ok: true; readonly event: Event } | { readonly ok: false; readonly problem: string };

/**
 * One sentence for each event of each stored sample beside `folder`, under the sample's name, and what is checked in as
 * `told.txt`. WRITE_PAGES=1 writes it anew.
 */
export function toldHistory<Event>(folder: string, decode: Decode<Event>, tell: (event: Event) => string) {
  const told = readdirSync(join(folder, 'history')).map((file) => {
    const sample = JSON.parse(readFileSync(join(folder, 'history', file), 'utf8')) as
      Stored | { readonly events: readonly Stored[] };
    const events = 'events' in sample ? sample.events : [sample];
    const sentences = events.map(({ type, data, schemaVersion }) => {
      const decoded = decode(type, data, schemaVersion);
      return decoded.ok ? tell(decoded.event) : decoded.problem;
    });
    return `${file.replace('.json', '')}\n${sentences.map((sentence) => `  ${sentence}\n`).join('')}`;
  });
  const page = join(folder, 'told.txt');
  if (process.env['WRITE_PAGES'] === '1') writeFileSync(page, told.join('\n'));
  return { told: told.join('\n'), expected: readFileSync(page, 'utf8') };
}

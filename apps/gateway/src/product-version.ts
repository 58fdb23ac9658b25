import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** From the sources, and from what is built of them. */
const PLACES = ['../../../package.json', '../../../../package.json'];

/** What this product calls its version; `unknown` where its package file was left out. */
export function productVersion(): string {
  for (const place of PLACES) {
    const version = versionIn(join(__dirname, place));
    if (version !== null) return version;
  }
  return 'unknown';
}

function versionIn(file: string): string | null {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return name === 'countersign' && typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FIRST_ROW, NOTE_FIRST_ROW, noted } from './in-page';
import type { Stage } from './stage';

/** In the build. */
const DASHBOARD = join(__dirname, '../../dashboard');

export interface Openings {
  /** Milliseconds from the start of the navigation until the first row could be used. */
  readonly usable: readonly number[];
  /** Scripts of one first load, and their bytes, gzipped as the build has them. */
  readonly scripts: readonly { readonly path: string; readonly gzipped: number }[];
}

/** Opens the queue again and again, each time in a browser that has seen nothing. */
export async function measureOpenings(stage: Stage, openings: number): Promise<Openings> {
  const usable: number[] = [];
  let scripts = new Set<string>();
  // The first one warms up the gateway, and the browser's own start.
  for (let opening = -1; opening < openings; opening += 1) {
    const context = await stage.person('bob');
    await context.addInitScript(NOTE_FIRST_ROW);
    const page = await context.newPage();
    const loaded = new Set<string>();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') loaded.add(new URL(request.url()).pathname);
    });
    await page.goto(`${stage.url}/queue`);
    const took = await noted(page, FIRST_ROW);
    if (opening >= 0) usable.push(took);
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => 'a stream stays open');
    scripts = loaded;
    await context.close();
  }
  return { usable, scripts: [...scripts].map((path) => ({ path, gzipped: gzippedSize(path) })) };
}

/** Small files go out as they are: they are counted as if they did not. */
function gzippedSize(path: string): number {
  return gzipSync(readFileSync(join(DASHBOARD, path))).length;
}

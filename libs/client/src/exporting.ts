import { leash, reasonOf } from './pause.ts';
import { CountersignProblem, CountersignUnavailable } from './problem.ts';
import { queryOf } from './query.ts';
import type { ReadOptions } from './reviews.ts';
import { errorOf, jsonIn, type Transport } from './transport.ts';
import type { ExportRange } from './wire.ts';

/** The gateway says something every 15 s. */
const SILENT_MS = 45_000;
const MANIFEST = '{"kind":"manifest"';

/**
 * The lines of an export, without their ends, as they come: first the events, then the manifest. It is not begun
 * again: throws `CountersignUnavailable` for one that was cut off, `CountersignProblem` for what the gateway refuses.
 */
export async function* exportOver(
  transport: Transport,
  range: ExportRange,
  { signal }: ReadOptions = {},
): AsyncGenerator<string, void, undefined> {
  const request = `GET /v1/audit/export${queryOf(range)}`;
  const held = leash(signal);
  const beSilent = (): void => held.after(SILENT_MS, () => new Error(`silent for ${SILENT_MS} ms`));
  let last = '';
  try {
    beSilent();
    const response = await transport.open({ request, signal: held.signal });
    if (!response.ok || response.body === null)
      throw errorOf(request, response, jsonIn(await response.text()));
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let rest = ''; ;) {
      const { done, value } = await reader.read();
      // Whoever takes his time with the lines is not silence.
      held.rest();
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') continue;
        last = line;
        yield line;
      }
      beSilent();
    }
  } catch (error) {
    if (signal?.aborted) throw reasonOf(signal);
    throw lostBy(request, held.signal.aborted ? reasonOf(held.signal) : error);
  } finally {
    // Also when nobody takes any more.
    held.abort(new Error('the export is over'));
    held.release();
  }
  if (!last.startsWith(MANIFEST))
    throw new CountersignUnavailable(`${request}: it was cut off before its manifest`);
}

function lostBy(request: string, error: unknown): Error {
  if (error instanceof CountersignProblem || error instanceof CountersignUnavailable) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CountersignUnavailable(`${request}: ${message}`, null, { cause: error });
}

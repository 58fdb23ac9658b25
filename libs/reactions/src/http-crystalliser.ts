import { memoryIdOf, runIdOf } from '@countersign/memory';
import type { Review } from '@countersign/review';
import { ServiceFailed } from './attempt';
import type { Crystal } from './crystallise';
import { Malformed, sentencesIn } from './crystalliser-answer';
import { crystalliserRequest } from './crystalliser-request';

export interface HttpCrystalliserSettings {
  readonly url: string;
  /** For the whole answer, milliseconds. */
  readonly timeoutMs: number;
  /** Failures after which work is parked. */
  readonly attempts: number;
}

/** What comes of it is one event, of which the store takes 1 MiB. */
const LARGEST_ANSWER = 512 * 1024;
/** For recording what was answered. */
const RECORDING_MS = 10_000;
/** What is wrong with this very request; everything else may be the service's own state. */
const HOPELESS = [400, 413, 422];

/** What makes a crystalliser out of a service: options of `startCrystalliser`. */
export function crystalliserBehindHttp(settings: HttpCrystalliserSettings) {
  return {
    crystallise: (review: Review, source: string, ended: AbortSignal) =>
      crystalliseBehindHttp(settings, { review, source, ended }),
    parkAfter: settings.attempts,
    times: { attempt: settings.timeoutMs + RECORDING_MS },
  };
}

/** Rejects with {@link ServiceFailed} for whatever is not the answer of the contract in docs/crystalliser.md. */
async function crystalliseBehindHttp(
  { url, timeoutMs }: HttpCrystalliserSettings,
  { review, source, ended }: { review: Review; source: string; ended: AbortSignal },
): Promise<readonly Crystal[]> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([ended, timeout]),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': runIdOf(source),
        'user-agent': 'countersign',
      },
      body: JSON.stringify(crystalliserRequest(review, source)),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new ServiceFailed(`the crystalliser answered ${response.status}`, retryInMs(response));
    }
    const sentences = sentencesIn(await bodyOf(response));
    return sentences.map((content, index) => ({ id: memoryIdOf(source, index), content }));
  } catch (error) {
    if (error instanceof ServiceFailed) throw error;
    if (error instanceof Malformed) {
      throw new ServiceFailed(`the crystalliser's answer is not as it should be: ${error.message}`);
    }
    throw new ServiceFailed(
      timeout.aborted ? `no answer of the crystalliser within ${timeoutMs} ms` : unreached(error),
    );
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels what is left of the answer.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Malformed(`more than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Null: the same request is refused again, however often it is sent. */
function retryInMs({ status, headers }: Response): number | null {
  if (HOPELESS.includes(status)) return null;
  const asked = headers.get('retry-after') ?? '';
  const isHeeded = (status === 429 || status === 503) && /^\d{1,9}$/.test(asked);
  return isHeeded ? Number(asked) * 1_000 : 0;
}

/** `fetch` says only that it failed; its cause says why. */
function unreached(error: unknown): string {
  const { cause = error } = error as { readonly cause?: unknown };
  const { message = String(cause) } = cause as { readonly message?: string };
  return `the crystalliser cannot be reached: ${message}`;
}

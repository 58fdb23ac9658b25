import { FLOWS, newSessions } from '../load/requests';
import { type Client, expectStatus } from './client';

const { access } = FLOWS;

/** Asks for so many reviews, one after the other. */
export async function askFor(client: Client, asker: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const session of newSessions(count)) {
    const { method, path, body } = access.ask(session);
    const answer = await client.send(method, path, asker, { body });
    ids.push((JSON.parse(expectStatus(answer, access.askedStatus, 'asking').body) as { id: string }).id);
  }
  return ids;
}

/** Decides a review; gives when that was acknowledged, and where in the log it stands. */
export async function decideOne(
  client: Client,
  reviewer: string,
  review: string,
): Promise<{ readonly at: number; readonly position: string }> {
  const { method, path, body } = access.decide(review, '');
  const answer = expectStatus(await client.send(method, path, reviewer, { body }), 200, 'deciding');
  return { at: answer.at, position: positionIn(answer.headers['x-position']) };
}

export function positionIn(header: string | readonly string[] | undefined): string {
  if (typeof header === 'string' && header !== '') return header;
  throw new Error('the answer to a write names no position');
}

/** When a reader who wrote nothing himself sees the log up to a position in the views. Throws where that takes too long. */
export async function seenAt(
  client: Client,
  reader: string,
  review: string,
  position: string,
  withinMs = 60_000,
): Promise<{ readonly at: number; readonly body: string }> {
  const deadline = performance.now() + withinMs;
  const headers = { 'x-after-position': position };
  for (;;) {
    const answer = await client.send('GET', `/api/reviews/${review}`, reader, { headers });
    if (answer.status === 200 && answer.headers['x-stale'] === undefined) return answer;
    if (performance.now() > deadline) throw new Error(`position ${position} was not seen: ${answer.body}`);
    // Views that are away answer at once.
    if (answer.status !== 200) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

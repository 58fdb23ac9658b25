import { type StoredEvent, verifyLink } from './chain';

type ChainFinding =
  { readonly ok: true } | { readonly ok: false; readonly revision: bigint; readonly problem: string };

/**
 * Follows the hash chain of one whole stream, given from its first event on: says the first revision that does not
 * match, and why. A personal part that was sealed is vouched for by its digest; one that is there must match it.
 * What was cut off behind the last event cannot be seen here: compare its hash with one kept elsewhere.
 */
export function verifyChain(events: Iterable<StoredEvent>): ChainFinding {
  let revision = 0n;
  let previous: string | null = null;
  for (const event of events) {
    if (event.revision !== revision) {
      return {
        ok: false,
        revision,
        problem: `expected revision ${revision}, found revision ${event.revision}`,
      };
    }
    const link = verifyLink(event, previous);
    if ('problem' in link) return { ok: false, revision, problem: link.problem };
    previous = link.hash;
    revision += 1n;
  }
  return { ok: true };
}

import { dave } from '@countersign/testing';
import type { WholeApp } from '../whole-app';
import type { Known } from './values';

/** Stands for the tag that what a request names has when it is sent. */
export const CURRENT = 'current';

type Headers = Readonly<Record<string, string>>;

/** The headers with the tag of now; without them where there is no such thing. */
export async function withTags(
  app: WholeApp,
  known: Known,
  { request, headers }: { readonly request: string; readonly headers: Headers },
): Promise<Headers> {
  if (!Object.values(headers).includes(CURRENT)) return headers;
  const address = addressIn(request, known);
  const tag = address === null ? undefined : (await app.send(dave, `GET ${address}`)).headers['etag'];
  const entries = Object.entries(headers).map(([name, value]) => [name, value === CURRENT ? tag : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Headers;
}

function addressIn(request: string, { reviews, sessions, rules }: Known): string | null {
  const path = request.split(/[ ?]/)[1] ?? '';
  const rule = rules.find((name) => path === `/v1/rules/${name}`);
  if (rule !== undefined) return path;
  const at = reviews.findIndex((id, index) => path.includes(id) || path.includes(sessions[index] as string));
  return at < 0 ? null : `/v1/reviews/${reviews[at]}`;
}

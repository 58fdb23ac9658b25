import { randomUUID } from 'node:crypto';
import { alice, dave, MINUTE, requested } from '@countersign/testing';
import type { Operation, Target } from './operations';
import type { Answer, WholeApp } from './whole-app';

/** A pending review of alice's that bob may decide, in a session of its own. */
export async function pendingReview(app: WholeApp): Promise<Target> {
  const [id, session] = [randomUUID(), randomUUID()];
  const given = { review: id, session, at: Date.now() - MINUTE, actor: alice, groups: ['banking'] };
  await app.tell(id, [requested(given)]);
  return { id, session, rule: session };
}

/** What was recorded of the review that a request named, or that it made. */
export async function recordedBy(app: WholeApp, target: Target, { body }: Answer): Promise<string> {
  const made = /"(?:review_)?id":"([0-9a-f-]{36})"/.exec(JSON.stringify(body))?.[1];
  const ids = made === undefined || made === target.id ? [target.id] : [target.id, made];
  const facts = ids.map((id) => app.send(dave, `GET /v1/reviews/${id}/events`));
  return (await Promise.all(facts)).map(({ text }) => text).join('\n');
}

export const requestOf = ({ method, path }: Operation, target: Target): string => `${method} ${path(target)}`;

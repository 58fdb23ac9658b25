import { CALLERS_UNLIMITED } from '@countersign/http';
import type { Principal } from '@countersign/review';
import { alice } from '@countersign/testing';
import type { Type } from '@nestjs/common';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { ApiNativeModule, nativeErrors } from './index';
import type { ReviewBody } from './review-body';

export const UNKNOWN = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
export const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;
export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
export const DIGEST = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
export const TEXT = expect.any(String) as string;
export const POSITION = expect.stringMatching(/^\d+$/) as string;

/** An answer that says what is wrong. */
export const problem = (status: number, type: string, members: object = {}): object => ({
  status,
  headers: { 'content-type': expect.stringContaining('application/problem+json') as string },
  body: { type: `urn:countersign:problem:${type}`, title: TEXT, status, detail: TEXT, ...members },
});

export const asking = (more: object = {}): object => ({
  subjectKind: 'changeset',
  action: 'apply',
  payload: { sql: 'SELECT 1' },
  ...more,
});

export const reviewIn = (answer: Answer): ReviewBody => answer.body as ReviewBody;

/** The reviews of this API over the whole core. */
export class ReviewsApp {
  private constructor(readonly core: DialectApp) {}

  static async start(modules: readonly Type[] = [], limits = CALLERS_UNLIMITED): Promise<ReviewsApp> {
    return new ReviewsApp(await startDialectApp([ApiNativeModule, ...modules], [nativeErrors], limits));
  }

  stop(): Promise<void> {
    return this.core.stop();
  }

  post(who: Principal | null, path: string, body?: unknown, headers = {}): Promise<Answer> {
    return this.core.send(who, `POST /v1/reviews${path}`, { body, headers });
  }

  get(who: Principal | null, path: string, headers = {}): Promise<Answer> {
    return this.core.send(who, `GET /v1/reviews${path}`, { headers });
  }

  async ask(more: object = {}, who: Principal = alice): Promise<ReviewBody> {
    const answer = await this.post(who, '', asking(more));
    expect([answer.status, answer.text]).toEqual([201, answer.text]);
    return reviewIn(answer);
  }

  decide(who: Principal, id: string, verdict = 'approve', more: object = {}): Promise<Answer> {
    return this.post(who, `/${id}/decisions`, { verdict, ...more });
  }
}

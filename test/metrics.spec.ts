import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failed } from '@countersign/http';
import { alice, bob, WORKSPACE } from '@countersign/testing';
import type { FastifyReply } from 'fastify';
import { GatewayMetrics } from '../apps/gateway/src/metrics/gateway-metrics';
import { type MetricsAccess, MetricsController } from '../apps/gateway/src/metrics/metrics.controller';
import { measuredLog } from '../apps/gateway/src/metrics/measured-log';
import { startWholeApp, type WholeApp } from './support/whole-app';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const CONSENT = {
  subjectKind: 'changeset',
  action: 'apply',
  groups: ['banking'],
  payload: { sql: 'SELECT 1' },
};

describe('the figures of a gateway', () => {
  let app: WholeApp;
  let figures: string;
  const own = (): string[] =>
    [...figures.matchAll(/^# TYPE (countersign_\w+)/gm)].map(([, name]) => name as string);
  const valueOf = (series: string): number | undefined => {
    const line = figures.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  beforeAll(async () => {
    app = await startWholeApp();
    const asked = await app.send(alice, 'POST /v1/reviews', { body: CONSENT });
    const { id } = asked.body as { id: string };
    await app.send(alice, `POST /v1/reviews/${id}/decisions`, { body: { verdict: 'approve' } });
    await app.send(bob, `POST /v1/reviews/${id}/decisions`, {
      body: { verdict: 'approve', note: 'read it' },
    });
    await app.send(alice, 'POST /v1/reviews', { body: CONSENT });
    await app.send(null, 'GET /v1/reviews?session=somebodys');
    await app.views.progress.waitForHead(5_000);
    figures = (await app.send(null, 'GET /metrics')).text;
  });
  afterAll(() => app.stop());

  it('count what was decided and refused, and how long it took', () => {
    expect(valueOf('countersign_decisions_total{verdict="approve",forced="false"}')).toBe(1);
    expect(valueOf('countersign_decision_seconds_count{stage="first"}')).toBe(1);
    expect(valueOf('countersign_decision_seconds_count{stage="final"}')).toBe(1);
    expect(valueOf('countersign_facts_recorded_total{type="ReviewRequested"}')).toBe(2);
    expect(valueOf('countersign_refusals_total{aggregate="review",code="self-approval"}')).toBe(1);
  });

  it('say how many reviews wait, and for how long', () => {
    expect(valueOf('countersign_reviews_pending')).toBe(1);
    expect(valueOf('countersign_oldest_pending_seconds')).toBeGreaterThan(0);
  });

  it('count requests by the pattern of their route', () => {
    const series = 'api="native",method="POST",route="/v1/reviews/:id/decisions"';
    expect(valueOf(`countersign_http_requests_total{${series},status="200"}`)).toBe(1);
    expect(
      valueOf('countersign_http_requests_total{api="native",method="GET",route="/v1/reviews",status="401"}'),
    ).toBe(1);
  });

  it('say how the views stand', () => {
    expect(valueOf('countersign_projection_lag_positions{projection="reviews"}')).toBe(0);
    expect(valueOf('countersign_projection_state{projection="reviews",state="live"}')).toBe(1);
    expect(valueOf('countersign_streams_open')).toBe(0);
  });

  it('name no workspace, no person and nothing that a caller wrote', () => {
    for (const word of [WORKSPACE, alice.id, alice.name, bob.email, 'banking', 'changeset', 'somebodys']) {
      expect(figures).not.toContain(word);
    }
  });

  it('are all in the documentation, which knows no other', () => {
    measuredLog(app.log, new GatewayMetrics().registry);
    const described = [...read('docs/monitoring.md').matchAll(/^\| `(countersign_\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect([...own(), 'countersign_log_append_seconds'].sort()).toEqual([...described].sort());
  });

  it.each(['deploy/grafana/countersign.json', 'deploy/prometheus/alerts.yml'])(
    'are what %s asks for',
    (file) => {
      const known = new Set([...figures.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
      known.add('countersign_log_append_seconds');
      const asked = [...read(file).matchAll(/\b(?:countersign|process|nodejs)_[a-z0-9_]+/g)].map(
        ([name]) => name,
      );
      expect(asked.length).toBeGreaterThan(5);
      for (const name of asked) expect([...known]).toContain(name.replace(/_(bucket|count|sum)$/, ''));
    },
  );
});

describe('the door of the figures', () => {
  const metrics = new GatewayMetrics();
  const reply = { type: () => undefined } as unknown as FastifyReply;
  const read = (access: MetricsAccess, authorization?: string): Promise<string> =>
    new MetricsController(metrics, access).read(authorization, reply);
  const token = { kind: 'token', token: 'a token of the scraper' } as const;
  const refusal = async (reading: Promise<string>): Promise<string | null> => {
    const error: unknown = await reading.catch((caught: unknown) => caught);
    return error instanceof Failed ? error.failure.kind : null;
  };

  it('lets in who brings its token, and nobody else', async () => {
    expect(await read({ kind: 'token', token: 'metrics-0123456789' }, 'Bearer metrics-0123456789')).toContain(
      'process_',
    );
    for (const wrong of [undefined, '', 'Bearer', `Bearer ${token.token}x`, `Basic ${token.token}`]) {
      expect(await refusal(read(token, wrong))).toBe('unauthenticated');
    }
  });

  it('is not there where it is closed', async () => {
    expect(await refusal(read({ kind: 'closed' }, 'Bearer anything'))).toBe('no-such-route');
  });
});

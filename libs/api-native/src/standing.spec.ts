import type { ProjectionStatus } from '@countersign/projections';
import { agent7, alice, bob, dave, erin, olga } from '@countersign/testing';
import type { ParkedStream, ProjectionsAnswer } from './standing-answers';
import { NativeApp } from './native-app.spec-support';
import { projectionBody, reactionBody } from './standing-translate';

jest.setTimeout(30_000);

const STATUS: ProjectionStatus = {
  name: 'reviews',
  version: 1,
  build: 1,
  role: 'projecting',
  position: '1',
  head: '1',
  lagPositions: 0,
  lagSeconds: 0,
  state: 'live',
  error: null,
  parked: [],
};

let app: NativeApp;
beforeAll(async () => {
  app = await NativeApp.start();
});
afterAll(() => app.stop());

describe('who calls', () => {
  it('is told what his credential says of him', async () => {
    const { status, body } = await app.core.send(dave, 'GET /v1/me');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: 'dave',
        issuer: 'countersign-dev',
        name: 'Dave Example',
        email: 'dave@example.org',
        slackId: '',
        kind: 'human',
        groups: ['admin'],
        roles: ['admin'],
        scopes: [],
        workspace: dave.workspace,
        onBehalfOf: null,
        credential: 'token',
        restrictedTo: null,
      },
    });
    expect(await app.core.send(agent7, 'GET /v1/me')).toMatchObject({
      body: { kind: 'agent', onBehalfOf: 'alice' },
    });
    expect(await app.core.send(null, 'GET /v1/me')).toMatchObject({ status: 401 });
  });
});

describe('how far the views are', () => {
  it('is told to administrators and auditors', async () => {
    for (const who of [dave, erin, olga]) {
      const { status, body } = await app.core.send(who, 'GET /v1/projections');
      expect(status).toBe(200);
      const { projections, reactions } = body as ProjectionsAnswer;
      expect(projections.map(({ name }) => name)).toEqual(expect.arrayContaining(['reviews', 'memories']));
      expect(projections[0]).toMatchObject({
        version: expect.any(Number) as number,
        error: null,
        parked: [],
      });
      expect(reactions).toContainEqual(expect.objectContaining({ name: 'crystallise', stuck: 0 }));
    }
  });

  it.each([alice, bob, agent7])('is not told to $id', async (who) => {
    expect(await app.core.send(who, 'GET /v1/projections')).toMatchObject({
      status: 403,
      body: { type: 'urn:countersign:problem:not-eligible' },
    });
  });

  it('names no stream of another workspace', () => {
    const streamed = (stream: string): ParkedStream => ({ stream, position: '1', reason: 'unknown' });
    const [own, foreign] = [dave.workspace, olga.workspace];
    const review = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
    const ours = [`review-${own}_${review}`, `memory-${own}_s-1`, `rules-${own}`].map(streamed);
    const theirs = [`review-${foreign}_${review}`, `memory-${foreign}_${own}`, `x-${own}`].map(streamed);
    const status: ProjectionStatus = {
      ...STATUS,
      error: `review-${foreign}_${review}: revision 3`,
      parked: [...theirs, ...ours],
    };
    const told = projectionBody(status, dave);
    expect(told.parked).toEqual(ours);
    expect(told.error).toMatch(/log says why/);
    expect(JSON.stringify(told)).not.toContain(foreign);
    expect(projectionBody(STATUS, dave).error).toBeNull();
  });

  it('says of the problems of a reaction only that there are some', () => {
    const status = { name: 'crystallise', holder: false, due: 1, stuck: [], parked: [], skewMs: 0 };
    expect(reactionBody({ ...status, problem: `review ${olga.workspace}` }).problem).toMatch(/log says why/);
    expect(reactionBody({ ...status, problem: null }).problem).toBeNull();
  });
});

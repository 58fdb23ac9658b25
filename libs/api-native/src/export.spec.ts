import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExportFile, type Finding, verifyLog } from '@countersign/audit';
import { CALLERS_UNLIMITED, Failed } from '@countersign/http';
import { alice, bob, dave, erin, olga, WORKSPACE } from '@countersign/testing';
import { asking, problem, ReviewsApp } from './reviews-app.spec-support';
import { RunningExports } from './running-exports';

let app: ReviewsApp;
beforeAll(async () => {
  app = await ReviewsApp.start([], { ...CALLERS_UNLIMITED, exports: 2 });
  await app.core.send(alice, 'POST /v1/reviews', { body: asking({ groups: ['banking'] }) });
  await app.core.send(olga, 'POST /v1/reviews', { body: asking() });
  await app.core.send(alice, 'POST /v1/reviews', { body: asking({ title: 'the second' }) });
});
afterAll(() => app.stop());

const exportAs = (caller: typeof erin, query = '') => app.core.send(caller, `GET /v1/audit/export${query}`);
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('The export of the log', () => {
  it('gives an auditor all of his workspace, and nothing of another', async () => {
    const answer = await exportAs(erin);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-ndjson' } });
    const lines = linesOf(answer.text);
    expect(lines.map(({ kind }) => kind)).toEqual(['event', 'event', 'manifest']);
    expect(lines.at(-1)).toMatchObject({ workspace: WORKSPACE, events: 2, complete: true });
    expect(linesOf((await exportAs(olga)).text)).toHaveLength(2);
  });

  it('can be verified by whoever keeps it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-export-'));
    const path = join(folder, 'export.ndjson');
    await writeFile(path, (await exportAs(dave)).text);
    const findings: Finding[] = [];
    const onFinding = (finding: Finding): void => void findings.push(finding);
    const file = await ExportFile.open(path, onFinding);
    const { events } = await verifyLog({ log: file, workspace: null, onFinding });
    await file.close();
    await rm(folder, { recursive: true });
    expect([events, findings]).toEqual([2, []]);
  });

  it('begins and ends where it is asked to', async () => {
    const [first, second] = linesOf((await exportAs(erin)).text).map(({ position }) => String(position));
    const from = linesOf((await exportAs(erin, `?from=${second}`)).text);
    expect(from.map(({ position }) => position)).toEqual([second, undefined]);
    const to = linesOf((await exportAs(erin, `?to=${first}`)).text);
    expect(to.map(({ position }) => position)).toEqual([first, undefined]);
    expect(await exportAs(erin, '?to=now')).toMatchObject(problem(400, 'invalid-request'));
    expect(await exportAs(erin, `?from=${second}&to=${first}`)).toMatchObject(
      problem(400, 'invalid-request'),
    );
    const beyond = await exportAs(erin, '?to=9000000000000000000');
    expect(beyond).toMatchObject(problem(400, 'invalid-request'));
  });

  it('says nothing of where other workspaces have events', async () => {
    const [theirs] = linesOf((await exportAs(olga)).text).map(({ position }) => String(position));
    const [there, nowhere] = [await exportAs(erin, `?from=${theirs}`), await exportAs(erin, '?from=1')];
    expect(there).toMatchObject(problem(400, 'invalid-request'));
    const { instance: _one, ...same } = there.body as Record<string, unknown>;
    const { instance: _other, ...answer } = nowhere.body as Record<string, unknown>;
    expect(same).toEqual(answer);
    const manifest = linesOf((await exportAs(olga)).text).at(-1);
    expect(manifest).toMatchObject({ to: null, lastPosition: theirs });
  });

  it('runs once at a time for a principal', async () => {
    const answers = await Promise.all([exportAs(erin), exportAs(erin), exportAs(dave)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect((await exportAs(erin)).status).toBe(200);
  });

  it('runs at most twice at a time for a workspace', () => {
    const running = new RunningExports({ exports: 2 });
    const leave = running.enter(dave);
    running.enter(erin);
    expect(() => running.enter(bob)).toThrow(Failed);
    expect(() => running.enter(olga)).not.toThrow();
    leave();
    expect(() => running.enter(bob)).not.toThrow();
  });

  it('is for administrators and auditors', async () =>
    expect(await exportAs(bob)).toMatchObject(problem(403, 'not-eligible')));
});

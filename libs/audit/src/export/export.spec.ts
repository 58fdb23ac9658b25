import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStream, type Position } from '@countersign/event-store';
import { OTHER_WORKSPACE, WORKSPACE } from '@countersign/testing';
import { compareWithExport, ExportFile, exportLines, verifyLog } from '..';
import { eventOf, type History, type Recorded, rewritten } from '../history.spec-support';
import { madeUpHistory } from '../made-up-history.spec-support';
import { story } from '../story.spec-support';
import type { Finding } from '../verify/finding';

const history = madeUpHistory(Number(process.env['SEED'] ?? 20_260_317));
const UNKNOWN_WORKSPACE = '3d1f8a52-6a0e-4c57-9e0b-5b7a2c9d4e10';
const middle = (history.events[Math.floor(history.events.length / 2)] as { position: Position }).position;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-export-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Part = Partial<Parameters<typeof exportLines>[0]>;

async function exported(log: History, part: Part = {}): Promise<string> {
  let text = '';
  const whole = { log, workspace: null, from: null, to: null, now: () => 1_773_750_000_000 };
  for await (const piece of exportLines({ ...whole, ...part })) text += piece;
  return text;
}

/** What is found in an export of this text. */
async function inExport(text: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding): void => void findings.push(finding);
  const file = await opened(text, onFinding);
  await verifyLog({ log: file, workspace: null, onFinding, cacheBytes: 1 });
  await file.close();
  return findings;
}

let files = 0;
function opened(
  text: string,
  onFinding: (finding: Finding) => void,
  signal = new AbortController().signal,
): Promise<ExportFile> {
  const path = join(folder, `${files++}.ndjson`);
  writeFileSync(path, text);
  return ExportFile.open(path, onFinding, { signal });
}

/** What is found of an export in a log that came later. */
async function inLater(text: string, log: History): Promise<Finding[]> {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding): void => void findings.push(finding);
  const file = await opened(text, onFinding);
  await compareWithExport({ exported: file, log, workspace: null, onFinding });
  await file.close();
  return findings;
}

const codesOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map(({ code }) => code))].sort();
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('An export', () => {
  it('has a line for each event, and a manifest over all of them', async () => {
    const lines = linesOf(await exported(history));
    const last = history.events.at(-1);
    expect(lines).toHaveLength(history.events.length + 1);
    const bytes = lines.slice(0, -1).map((line) => `${line}\n`);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      kind: 'manifest',
      format: 'countersign-export/1',
      events: history.events.length,
      lastPosition: String(last?.position),
      sha256: createHash('sha256').update(bytes.join('')).digest('hex'),
      exportedAt: '2026-03-17T12:20:00.000Z',
      complete: true,
    });
  });

  it('holds one workspace only, where it is asked for', async () => {
    const of = async (workspace: string) => linesOf(await exported(history, { workspace }));
    const [here, there] = [await of(WORKSPACE), await of(OTHER_WORKSPACE)];
    expect(here.length + there.length).toBe(history.events.length + 2);
    const streams = here.slice(0, -1).map((line) => (JSON.parse(line) as { stream: string }).stream);
    expect(new Set(streams.map((stream) => parseStream(stream)?.workspace))).toEqual(new Set([WORKSPACE]));
  });

  it('has no manifest where it was cut off', async () => {
    const over = new AbortController();
    const text = await exported(history, { signal: over.signal, onProgress: () => over.abort() });
    expect(text).not.toContain('manifest');
    expect(codesOf(await inExport(text))).toContain('incomplete-export');
  });

  it.each([
    ['the whole of it', {}],
    ['one workspace', { workspace: WORKSPACE }],
    ['from the middle on', { from: middle }],
    ['up to the middle', { to: middle }],
  ] as const)('is verified without any log: %s', async (_name, part) =>
    expect(await inExport(await exported(history, part))).toEqual([]),
  );

  it('ends behind the append that its end would cut, and says so', async () => {
    const told = story();
    const outcome = eventOf(told, 'ReviewApproved');
    const decision = told.events[told.events.indexOf(outcome) - 1];
    const text = await exported(told, { to: decision?.position ?? null });
    const end = String(outcome.position);
    expect(JSON.parse(linesOf(text).at(-1) ?? '')).toMatchObject({ to: end, lastPosition: end });
    expect(await inExport(text)).toEqual([]);
  });

  it('is the same with the blank lines that kept a connection open', async () => {
    const lines = linesOf(await exported(history));
    expect(await inExport(`\n${lines.join('\n\n')}\n\n`)).toEqual([]);
  });

  it('holds what is hardly JSON any more, and is compared all the same', async () => {
    const odd = history.copy();
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
    Object.assign(odd.events[3]?.data ?? {}, { extra: deep });
    Object.assign(odd.events[5]?.data ?? {}, { extra: Infinity });
    const text = await exported(odd);
    expect(linesOf(text)).toHaveLength(odd.events.length + 1);
    expect(await inLater(text, odd)).toEqual([]);
    const changed = await inLater(text, history);
    expect(changed.map(({ code, eventId }) => [code, eventId])).toEqual(
      [3, 5].map((index) => ['changed-since-export', odd.events[index]?.id]),
    );
  });

  it('stops being read where it is interrupted', async () => {
    const findings: Finding[] = [];
    const signal = AbortSignal.abort();
    const text = `${await exported(history)}more\n`;
    await (await opened(text, (finding) => findings.push(finding), signal)).close();
    expect(findings).toEqual([]);
  });

  // Whoever makes the manifest anew is not given away: nothing is signed.
  it('gives away whoever edits it and leaves its manifest', async () => {
    const lines = linesOf(await exported(history));
    const spoilt = (...changed: readonly string[]) => inExport(`${changed.join('\n')}\n`).then(codesOf);
    const [first = '', ...rest] = lines;
    expect(await spoilt(first.replace('dave', 'eve'), ...rest)).toContain('edited-export');
    expect(await spoilt(...rest)).toContain('edited-export');
    expect(await spoilt(...lines.slice(0, -2), lines.at(-1) ?? '')).toContain('edited-export');
    expect(await spoilt(...lines.slice(0, -1))).toContain('incomplete-export');
    expect(await spoilt(...lines, first)).toContain('edited-export');
    expect(await spoilt(lines[1] ?? '', first, ...lines.slice(2))).toContain('out-of-order');
    expect(await spoilt('nothing', ...lines.slice(1)).catch(String)).toMatch(/It is no export/);
  });
});

describe('A log that is held against an earlier export', () => {
  it('may have gone on since then', async () => {
    expect(await inLater(await exported(history, { to: middle }), history)).toEqual([]);
  });

  it('may have sealed personal parts since then', async () => {
    const sealed = history.copy();
    const { data } = eventOf(sealed, 'ReviewRequested');
    data['personal'] = { ...(data['personal'] as object), rationale: null, payload: null };
    expect(await inLater(await exported(history), sealed)).toEqual([]);
  });

  it('gives away that its tail was cut off, which no chain can', async () => {
    const cut = history.copy();
    cut.events.splice(-10);
    const [finding, ...others] = await inLater(await exported(history), cut);
    expect([finding?.code, finding?.sentence, others]).toEqual([
      'missing-since-export',
      expect.stringMatching(/10 events were exported/),
      [],
    ]);
  });

  it('gives away what was put between the events that it had', async () => {
    const later = history.copy();
    const [event, next] = later.events.splice(7, 2) as [Recorded, Recorded];
    const found = await inLater(await exported(later, { to: middle }), history);
    expect(found.map(({ code, eventId }) => [code, eventId])).toEqual(
      [event, next].map(({ id }) => ['added-since-export', id]),
    );
    const ofOther = await exported(later, { to: middle, workspace: UNKNOWN_WORKSPACE });
    expect(await inLater(ofOther, history)).toEqual([]);
    const fromBehind = await exported(later, { from: later.events[8]?.position ?? null });
    expect(await inLater(fromBehind, history)).toEqual([]);
  });

  it('gives away that the time of its recording was changed', async () => {
    const later = history.copy();
    const event = later.events[4] as Recorded;
    later.events[4] = { ...event, created: event.created + 1 };
    expect(codesOf(await inLater(await exported(history), later))).toEqual(['changed-since-export']);
  });

  it('gives away that it was written anew, however well', async () => {
    const anew = history.copy();
    const { data } = eventOf(anew, 'ReviewRequested');
    (data['personal'] as { title: { value: unknown } }).title.value = 'forged';
    rewritten(anew);
    expect(codesOf(await inLater(await exported(history), anew))).toEqual(['changed-since-export']);
  });
});

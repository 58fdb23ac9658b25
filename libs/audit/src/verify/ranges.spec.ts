import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewStream } from '@countersign/event-store';
import { WORKSPACE } from '@countersign/testing';
import { ExportFile, exportLines, verifyLog } from '..';
import { eventOf, type History, rewritten } from '../history.spec-support';
import { story } from '../story.spec-support';
import type { Finding } from './finding';
import type { Verification } from './verify-log';

type Range = Pick<Verification, 'from' | 'to'>;

/** Up to its last append of more than one event. */
const log = story();
log.events = log.events.slice(0, 1 + log.events.indexOf(eventOf(log, 'ReviewRejected')));
const positions = log.events.map(({ position }) => position);
const whole = { workspace: null, from: null, to: null, now: () => 0 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-ranges-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function found(verified: Verification['log'], range: Range = {}): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  await verifyLog({
    log: verified,
    workspace: null,
    ...range,
    onFinding: (finding) => findings.push(finding),
  });
  return findings;
}

async function foundInExport(part: Partial<Parameters<typeof exportLines>[0]>): Promise<readonly Finding[]> {
  const path = join(folder, 'part.ndjson');
  let text = '';
  for await (const piece of exportLines({ log, ...whole, ...part })) text += piece;
  writeFileSync(path, text);
  const file = await ExportFile.open(path, () => undefined);
  const findings = await found(file);
  await file.close();
  return findings;
}

/** The positions at which something is found. */
async function accusing(
  look: (position: Range['from'] & bigint) => Promise<readonly Finding[]>,
): Promise<unknown[]> {
  const accused: unknown[] = [];
  for (const position of positions) {
    const findings = await look(position);
    if (findings.length > 0) accused.push({ position, findings });
  }
  return accused;
}

/** An approval whose outcome was taken out. */
function unsettled(): History {
  const copy = log.copy();
  const outcome = eventOf(copy, 'ReviewRejected', 0, reviewStream(WORKSPACE, log.id('rejected')));
  copy.events = copy.events.filter((event) => event !== outcome);
  rewritten(copy);
  return copy;
}

describe('A part of a log that nobody has touched has nothing wrong with it', () => {
  it('from any event on', async () => expect(await accusing((from) => found(log, { from }))).toEqual([]));

  it('up to any event', async () => expect(await accusing((to) => found(log, { to }))).toEqual([]));

  it('that is one event', async () =>
    expect(await accusing((position) => found(log, { from: position, to: position }))).toEqual([]));

  it('where it was exported from any event on', async () =>
    expect(await accusing((from) => foundInExport({ from }))).toEqual([]));

  it('where it was exported up to any event', async () =>
    expect(await accusing((to) => foundInExport({ to }))).toEqual([]));
});

describe('What is wrong at the end of a part', () => {
  it('is found where the log shows that nothing was cut off', async () => {
    const spoilt = unsettled();
    const { position } = eventOf(spoilt, 'RejectionGiven');
    expect(await found(spoilt, { from: position, to: position })).toEqual([
      expect.objectContaining({ code: 'decision-without-outcome', position }),
    ]);
  });

  it('is told of the events of the part only', async () => {
    const spoilt = log.copy();
    eventOf(spoilt, 'RejectionGiven').data['version'] = 2;
    const { position } = eventOf(spoilt, 'ReviewRejected');
    expect(await found(spoilt, { from: position })).toEqual([]);
  });
});

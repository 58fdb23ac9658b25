import { compareWithExport, ExportFile, type Finding, type Verified, verifyLog } from '@countersign/audit';
import { type LogReader, type Position, type StoredLog } from '@countersign/event-store';
import type { Inquiry } from './inquiry-arguments';
import { headFor } from './log-range';
import { Progress } from './progress';
import { UsageMistake } from './usage-mistake';
import type { Voice } from './voice';

type Verify = Extract<Inquiry, { readonly kind: 'verify' }>;
interface Inquirer {
  readonly signal: AbortSignal;
  readonly voice: Voice;
}

const FOUND = 1;
const INTERRUPTED = 130;
/** More than anybody reads; all are counted. */
const MOST_LISTED = 10_000;

/** Verifies the log, and with `--against` that everything of an earlier export is still in it. */
export async function verify(
  { workspace, from, against }: Verify,
  { log, signal, voice }: Inquirer & { readonly log: LogReader & StoredLog },
): Promise<number> {
  const head = await headFor({ from, to: null }, log);
  const found = new Findings();
  const earlier =
    against === null ? null : await ExportFile.open(against, found.add, { signal, byStream: false });
  try {
    const ofOther = earlier?.range?.workspace ?? workspace;
    if (workspace !== null && ofOther !== workspace) {
      throw new UsageMistake(`--workspace ${workspace}: the export is of workspace ${ofOther ?? ''}`);
    }
    const progress = new Progress(voice);
    const verified = await verifyLog({
      log,
      workspace,
      ...(from !== null && { from: from as Position }),
      ...(head !== null && { to: head }),
      signal,
      onFinding: found.add,
      onProgress: (position, events) => progress.step({ position, end: head ?? 0n, events }),
    });
    if (earlier !== null) {
      await compareWithExport({ exported: earlier, log, workspace, signal, onFinding: found.add });
    }
    return await conclude(verified, found, { signal, voice, workspace });
  } finally {
    await earlier?.close();
  }
}

/** Verifies an export alone: no log is needed. */
export async function verifyFile(
  { workspace }: Verify,
  path: string,
  { signal, voice }: Inquirer,
): Promise<number> {
  const found = new Findings();
  const file = await ExportFile.open(path, found.add, { signal });
  try {
    const last = file.manifest?.lastPosition ?? null;
    const progress = new Progress(voice);
    const end = BigInt(last ?? 0);
    const verified = await verifyLog({
      log: file,
      workspace,
      signal,
      onFinding: found.add,
      onProgress: (position, events) => progress.step({ position, end, events }),
    });
    return await conclude(verified, found, { signal, voice, workspace });
  } finally {
    await file.close();
  }
}

class Findings {
  readonly listed: Finding[] = [];
  readonly counts = new Map<string, number>();

  readonly add = (finding: Finding): void => {
    this.counts.set(finding.code, (this.counts.get(finding.code) ?? 0) + 1);
    if (this.listed.length < MOST_LISTED) this.listed.push(finding);
  };

  get all(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

async function conclude(
  { events, firstPosition, lastPosition, findings: _, ...others }: Verified,
  { listed, counts, all }: Findings,
  { signal, voice, workspace }: Inquirer & Pick<Verify, 'workspace'>,
): Promise<number> {
  if (signal.aborted) {
    voice.warn(`Interrupted after ${events} events, with ${all} findings.`);
    return INTERRUPTED;
  }
  // Whoever looks at nothing finds nothing wrong with it.
  if (workspace !== null && events === 0 && all === 0) {
    throw new UsageMistake(`--workspace ${workspace}: there is no event of it, so nothing was verified`);
  }
  const byCode = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const document = {
    clean: all === 0,
    events,
    firstPosition: firstPosition?.toString() ?? null,
    lastPosition: lastPosition?.toString() ?? null,
    ...others,
    counts: Object.fromEntries(byCode),
    findings: listed.map((finding) => ({
      ...finding,
      revision: finding.revision.toString(),
      position: finding.position.toString(),
    })),
    leftOut: all - listed.length,
  };
  const range = firstPosition === null ? '' : `, positions ${firstPosition} to ${lastPosition ?? ''}`;
  const beside = Object.entries<number>(others).map(([name, count]) => `, ${count} ${worded(name)}`);
  const looked = `${counted(events, 'event')}${range}${beside.join('')}`;
  await voice.answer(document, [
    ...listed.map(lineOf),
    ...(all > listed.length ? [`... and ${all - listed.length} more.`] : []),
    all === 0 ? `Nothing is wrong with ${looked}.` : `${counted(all, 'finding')} in ${looked}:`,
    ...byCode.map(([code, count]) => `  ${code}: ${count}`),
  ]);
  return all === 0 ? 0 : FOUND;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `notJudged` as people write it. */
const worded = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function lineOf({ code, stream, revision, position, type, sentence }: Finding): string {
  if (stream === '') return `[${code}] ${sentence}`;
  return `[${code}] ${stream} revision ${revision}, at ${position}, ${type}: ${sentence}`;
}

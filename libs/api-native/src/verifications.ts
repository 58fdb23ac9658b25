import { type Finding, LogVerifications, type VerificationProgress, type Verified } from '@countersign/audit';
import { Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';
import { Inject, Injectable, Logger, type OnModuleDestroy, Optional } from '@nestjs/common';
import { GATEWAY_STATUS, type GatewayStatus } from './gateway-status';
import { shownPerson, timeOf } from './shown';
import { type FindingBody, MOST_FINDINGS, type VerificationBody } from './verification-answers';

type Running = NonNullable<VerificationBody['running']>;
type Results = Pick<VerificationBody, 'last' | 'failed'>;

interface Run {
  readonly begun: Pick<Running, 'startedAt' | 'startedBy'>;
  progress: VerificationProgress;
  readonly counts: Record<string, number>;
  readonly findings: FindingBody[];
}

/** Each reads the whole log: more of them wait. */
const MOST_AT_ONCE = 2;
const NO_RESULTS: Results = { last: null, failed: null };

/** Verifications of workspaces' logs that this process runs and has run: one at a time of each. */
@Injectable()
export class Verifications implements OnModuleDestroy {
  private readonly logger = new Logger('Verification');
  readonly #stopped = new AbortController();
  /** Those that wait, too. */
  readonly #begun = new Map<string, Run>();
  readonly #waiting: (() => void)[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #results = new Map<string, Results>();
  /** By workspace: when the next one may begin, on the clock of `performance.now()`. */
  readonly #restingUntil = new Map<string, number>();

  constructor(
    private readonly log: LogVerifications,
    @Optional() @Inject(GATEWAY_STATUS) private readonly gateway: Pick<GatewayStatus, 'name'> = { name: '' },
  ) {}

  of(workspace: string): VerificationBody {
    const running = this.#begun.get(workspace) ?? null;
    const results = this.#results.get(workspace) ?? NO_RESULTS;
    return {
      state: running === null ? stateOf(results) : 'running',
      gateway: this.gateway.name,
      running: running && runningBody(running),
      ...results,
    };
  }

  /**
   * One that runs already goes on. A workspace has the log read half of the time at most: throws {@link Failed}
   * `rate-limited` for as long after one as that one took.
   */
  start({ workspace, id, name }: Principal): void {
    if (this.#begun.has(workspace)) return;
    const restMs = (this.#restingUntil.get(workspace) ?? 0) - performance.now();
    if (restMs > 0) throw tooSoon(Math.ceil(restMs / 1_000));
    this.logger.log(`${id} of workspace ${workspace} has its log verified`);
    const begun = { startedAt: timeOf(Date.now()), startedBy: shownPerson({ id, name }) };
    const run: Run = {
      begun,
      progress: { position: null, share: null, events: 0 },
      counts: {},
      findings: [],
    };
    this.#begun.set(workspace, run);
    this.#waiting.push(() => {
      const end = this.verify(workspace, run).finally(() => {
        this.#begun.delete(workspace);
        this.#running.delete(end);
        this.#goOn();
      });
      this.#running.add(end);
    });
    this.#goOn();
  }

  #goOn(): void {
    if (this.#running.size < MOST_AT_ONCE && !this.#stopped.signal.aborted) this.#waiting.shift()?.();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  private async verify(workspace: string, run: Run): Promise<void> {
    const startedAt = performance.now();
    try {
      const verified = await this.log.run({
        workspace,
        signal: this.#stopped.signal,
        onFinding: (finding) => note(run, finding),
        onProgress: (progress) => (run.progress = progress),
      });
      if (!this.#stopped.signal.aborted)
        this.#results.set(workspace, { last: finishedBody(run, verified), failed: null });
    } catch (error) {
      this.logger.warn(`a log was not verified: ${error instanceof Error ? error.message : String(error)}`);
      const { last } = this.#results.get(workspace) ?? NO_RESULTS;
      this.#results.set(workspace, { last, failed: failedBody(run) });
    } finally {
      const now = performance.now();
      this.#restingUntil.set(workspace, now + (now - startedAt));
    }
  }
}

const tooSoon = (retryAfterSeconds: number): Failed =>
  new Failed({
    kind: 'rate-limited',
    problem: 'the log of a workspace is verified half of the time at most',
    retryAfterSeconds,
  });

function note(run: Run, { revision, position, ...finding }: Finding): void {
  run.counts[finding.code] = (run.counts[finding.code] ?? 0) + 1;
  if (run.findings.length >= MOST_FINDINGS) return;
  run.findings.push({ ...finding, revision: revision.toString(), position: position.toString() });
}

function stateOf({ last, failed }: Results): VerificationBody['state'] {
  if (failed !== null) return 'failed';
  if (last === null) return 'never';
  return last.findings.length === 0 ? 'clean' : 'findings';
}

function runningBody({ begun, progress, counts }: Run): Running {
  const { position, share, events } = progress;
  const findings = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { ...begun, position: position?.toString() ?? null, share, events, findings };
}

function finishedBody(run: Run, verified: Verified): NonNullable<Results['last']> {
  const { events, sealed, notJudged, lastPosition } = verified;
  const whole = { events, sealed, notJudged, counts: verified.findings };
  return { ...endedBody(run), ...whole, upTo: lastPosition?.toString() ?? null };
}

function failedBody(run: Run): NonNullable<Results['failed']> {
  return { ...endedBody(run), problem: 'The log could not be read; the log of the gateway says why' };
}

function endedBody({ begun, progress, counts, findings }: Run) {
  const { position, events } = progress;
  return {
    ...{ ...begun, events, counts, findings },
    finishedAt: timeOf(Date.now()),
    upTo: position?.toString() ?? null,
  };
}

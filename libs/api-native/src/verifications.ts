import { type Finding, LogVerifications, type Verified } from '@countersign/audit';
import { Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';
import { Inject, Injectable, Logger, type OnModuleDestroy, Optional } from '@nestjs/common';
import { GATEWAY_STATUS, type GatewayStatus } from './gateway-status';
import { shownPerson, timeOf } from './shown';
import { type FindingBody, MOST_FINDINGS, type VerificationBody } from './verification-answers';

type Running = NonNullable<VerificationBody['running']>;
type Last = NonNullable<VerificationBody['last']>;

interface Run {
  readonly begun: Pick<Running, 'startedAt' | 'startedBy'>;
  position: bigint | null;
  head: bigint | null;
  events: number;
  count: number;
  readonly findings: FindingBody[];
}

/** Each reads the whole log. */
const MOST_AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 30;

/** Verifications of workspaces' logs that this process runs and has run: one at a time of each. */
@Injectable()
export class Verifications implements OnModuleDestroy {
  private readonly logger = new Logger('Verification');
  readonly #stopped = new AbortController();
  readonly #running = new Map<string, { readonly run: Run; readonly end: Promise<void> }>();
  readonly #last = new Map<string, Last>();

  constructor(
    private readonly log: LogVerifications,
    @Optional() @Inject(GATEWAY_STATUS) private readonly gateway: Pick<GatewayStatus, 'name'> = { name: '' },
  ) {}

  of(workspace: string): VerificationBody {
    const running = this.#running.get(workspace)?.run ?? null;
    const last = this.#last.get(workspace) ?? null;
    return {
      state: running === null ? stateOf(last) : 'running',
      gateway: this.gateway.name,
      running: running && runningBody(running),
      last,
    };
  }

  /** One that runs already goes on. Throws {@link Failed} `rate-limited` where others' do. */
  start({ workspace, id, name }: Principal): void {
    if (this.#running.has(workspace)) return;
    if (this.#running.size >= MOST_AT_ONCE) throw tooMany();
    const begun = { startedAt: timeOf(Date.now()), startedBy: shownPerson({ id, name }) };
    const run: Run = { begun, position: null, head: null, events: 0, count: 0, findings: [] };
    const end = this.verify(workspace, run).finally(() => this.#running.delete(workspace));
    this.#running.set(workspace, { run, end });
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([...this.#running.values()].map(({ end }) => end));
  }

  private async verify(workspace: string, run: Run): Promise<void> {
    try {
      const verified = await this.log.run({
        workspace,
        signal: this.#stopped.signal,
        onFinding: (finding) => note(run, finding),
        onProgress: (position, head, events) => Object.assign(run, { position, head, events }),
      });
      if (!this.#stopped.signal.aborted) this.#last.set(workspace, lastBody(run, verified, null));
    } catch (error) {
      this.logger.warn(`a log was not verified: ${error instanceof Error ? error.message : String(error)}`);
      this.#last.set(
        workspace,
        lastBody(run, null, 'The log could not be read; the log of the gateway says why'),
      );
    }
  }
}

function note(run: Run, { revision, position, ...finding }: Finding): void {
  run.count += 1;
  if (run.findings.length >= MOST_FINDINGS) return;
  run.findings.push({ ...finding, revision: revision.toString(), position: position.toString() });
}

function stateOf(last: Last | null): VerificationBody['state'] {
  if (last === null) return 'never';
  if (last.problem !== null) return 'failed';
  return last.findings.length === 0 ? 'clean' : 'findings';
}

function runningBody({ begun, position, head, events, count: findings }: Run): Running {
  const places = { position: position?.toString() ?? null, head: head?.toString() ?? null };
  return { ...begun, ...places, events, findings };
}

function lastBody({ begun, events, findings }: Run, verified: Verified | null, problem: string | null): Last {
  return {
    ...begun,
    finishedAt: timeOf(Date.now()),
    upTo: verified?.lastPosition?.toString() ?? null,
    events: verified?.events ?? events,
    sealed: verified?.sealed ?? 0,
    notJudged: verified?.notJudged ?? 0,
    counts: verified?.findings ?? {},
    findings,
    problem,
  };
}

const tooMany = (): Failed =>
  new Failed({
    kind: 'rate-limited',
    problem: `at most ${MOST_AT_ONCE} logs are verified at a time`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

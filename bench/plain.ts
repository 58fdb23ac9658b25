import { join } from 'node:path';
import type { Target } from './measure';
import { startPostgres } from './postgres';
import { type Child, firstMessage, freePort, launchProgram } from './processes';
import { quiet } from './product';

const PLAIN = join(__dirname, 'plain-service/main.js');

interface PlainService {
  readonly target: Target;
  stop(): Promise<void>;
}

export interface PlainOptions {
  readonly dataDir: string;
  readonly identityDir: string;
  readonly logDir: string;
  readonly profileDir: string | null;
  /** The folder of PostgreSQL's programs; null for libsql. */
  readonly postgres: string | null;
}

/** The plain service over an empty database. */
export async function startPlainService(options: PlainOptions): Promise<PlainService> {
  const { dataDir, identityDir, logDir, profileDir, postgres } = options;
  const server = postgres === null ? null : await startPostgres(postgres, dataDir, logDir);
  const database = server === null ? ['--data', dataDir] : ['--postgres', server.connectionString];
  const port = await freePort();
  const service = launchProgram('plain', PLAIN, {
    args: ['--port', String(port), '--identity', identityDir, ...database],
    logDir,
    profileDir,
    hasChannel: true,
  });
  await firstMessage(service);
  const processes: readonly Child[] = server === null ? [service] : [service, server.process];
  return {
    target: {
      port,
      server: service,
      store: server?.process ?? null,
      settle: () => quiet(processes),
    },
    stop: async () => {
      await service.stop();
      // PostgreSQL's fast shutdown.
      await server?.process.stop('SIGINT');
    },
  };
}

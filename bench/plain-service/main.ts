import { parseArgs } from 'node:util';
import { Authenticator, openDevelopmentIdentity } from '@countersign/identity';
import { openLibsql } from './libsql-database';
import { openPostgres } from './postgres-database';
import { createService } from './service';

/** `--port <n> --identity <folder with the development key>`, and `--data <folder>` or `--postgres <connection string>`. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { port: text, identity: text, data: text, postgres: text } });
  const { port, identity, data, postgres } = values;
  if (port === undefined || identity === undefined) throw new Error('--port and --identity are missing');
  if (data === undefined && postgres === undefined) throw new Error('--data or --postgres is missing');

  const { issuer } = await openDevelopmentIdentity(identity);
  const database = postgres === undefined ? openLibsql(data ?? '') : await openPostgres(postgres);
  const service = createService(database, new Authenticator([issuer], Date.now));
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => {
    service
      .close()
      .then(() => database.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  });
  await service.listen({ host: '127.0.0.1', port: Number(port) });
  process.send?.({ listening: Number(port) });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

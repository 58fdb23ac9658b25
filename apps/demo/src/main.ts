import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { DEVELOPMENT_PRINCIPALS, openDevelopmentIdentity } from '@countersign/identity';
import { Stage } from './stage';
import { story } from './story';

/** Plays the story against a running gateway; exits with 1 if any answer is not what it should be. */
async function main(): Promise<void> {
  const baseUrl = process.env['COUNTERSIGN_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`;
  const identity = await openDevelopmentIdentity(resolve(process.env['DATA_DIR'] ?? './data'));
  const tokens = new Map<string, string>();
  for (const principal of DEVELOPMENT_PRINCIPALS) tokens.set(principal.id, await identity.sign(principal));

  const stage = new Stage(baseUrl, tokens, (line) => console.log(line));
  await story(stage, randomUUID().slice(0, 8));
  console.log(
    stage.failures === 0
      ? '\nThe story went as it should.'
      : `\n${stage.failures} things were not as they should be.`,
  );
  process.exitCode = stage.failures === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(`The story could not be played: ${error instanceof Error ? error.message : String(error)}`);
  console.error('Is the gateway running? Start it with: npm start');
  process.exitCode = 2;
});

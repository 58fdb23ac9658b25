import { DEVELOPMENT_PRINCIPALS, DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import type { Gateway } from './gateway';
import type { Settings } from './settings';

/** What a newcomer reads after the start: where things are, what to try, and a token for each principal. */
// Loaded by main.ts with import().
// ts-unused-exports:disable-next-line
export async function firstWords(settings: Settings, gateway: Gateway, startedInMs: number): Promise<string> {
  const { url } = gateway;
  const lines = [
    '',
    `Countersign listens on ${url} (after ${(startedInMs / 1000).toFixed(1)} s)`,
    '',
    `  dashboard        ${gateway.hasDashboard ? `${url}/` : 'not built: npm run build'}`,
    `  APIs described   ${url}/docs`,
    `  ready?           ${url}/readyz`,
    `  data             ${settings.dataDir}`,
  ];
  if (gateway.development === null) return lines.join('\n');

  lines.push('', `Development principals of workspace ${DEVELOPMENT_WORKSPACE}, each with a token:`, '');
  for (const principal of DEVELOPMENT_PRINCIPALS) {
    lines.push(
      `  ${principal.id} (${principal.about})`,
      `  ${await gateway.development.sign(principal)}`,
      '',
    );
  }
  lines.push(
    'Try first, in another terminal:',
    '',
    '  npm run demo                                  one story through all three APIs',
    '  npm run token -- --id alice                   a token for anybody',
    '',
    `  T=$(npm run -s token -- --id alice)`,
    `  curl -s ${url}/api/sessions/s-1/review -H "Authorization: Bearer $T" -d '{"groups":["banking"]}'`,
    `  curl -s ${url}/api/reviews -H "Authorization: Bearer $T"`,
    '',
  );
  return lines.join('\n');
}

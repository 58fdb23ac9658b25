import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEVELOPMENT_WORKSPACE, openDevelopmentIdentity } from '@countersign/identity';
import { readSettings } from './settings';

const USAGE = `Prints a token for any principal, signed with the development key in DATA_DIR (./data).

  npm run token -- --id u1 --name "Uma One" --email u1@example.com --groups a,b --roles reviewer

  --id <id>               required
  --name, --email, --slack-id
  --groups a,b            groups, separated by commas
  --roles a,b             of admin, reviewer, auditor
  --workspace <uuid>      default: the development workspace
  --agent                 an agent: it can ask and never decide
  --scopes execute        an executor: it may claim whatever is approved in its workspace
  --on-behalf-of <id>     the human for whom an agent asks`;

const ROLES = ['admin', 'reviewer', 'auditor'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      id: { type: 'string' },
      name: { type: 'string' },
      email: { type: 'string', default: '' },
      'slack-id': { type: 'string', default: '' },
      groups: { type: 'string', default: '' },
      roles: { type: 'string', default: '' },
      workspace: { type: 'string', default: DEVELOPMENT_WORKSPACE },
      agent: { type: 'boolean', default: false },
      scopes: { type: 'string' },
      'on-behalf-of': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const settings = readSettings(process.env);
  if (settings.isProduction) throw new Error('there are no development tokens in production');
  if (values.id === undefined || values.id === '') throw new Error(`--id is missing\n\n${USAGE}`);
  const roles = list(values.roles);
  const unknown = roles.filter((role) => !ROLES.includes(role));
  if (unknown.length > 0)
    throw new Error(`--roles ${unknown.join(',')}: expected some of ${ROLES.join(', ')}`);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(values.workspace)) {
    throw new Error(`--workspace ${values.workspace}: expected a uuid`);
  }

  const identity = await openDevelopmentIdentity(resolve(settings.dataDir));
  const token = await identity.sign({
    id: values.id,
    name: values.name ?? values.id,
    email: values.email,
    slackId: values['slack-id'],
    groups: list(values.groups),
    roles,
    workspace: values.workspace,
    isAgent: values.agent,
    ...(values.scopes === undefined ? {} : { scopes: list(values.scopes) }),
    ...(values['on-behalf-of'] === undefined ? {} : { onBehalfOf: values['on-behalf-of'] }),
  });
  console.log(token);
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});

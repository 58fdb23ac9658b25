/** A setting of the program: as an option, in the environment, and in words. */
interface Option {
  readonly env: string;
  readonly value: string;
  readonly words: string;
}

export const OPTIONS = {
  '--port': {
    env: 'EVENTSTORE_PORT',
    value: '<n>',
    words: 'where clients connect; 0 takes a free one (2113)',
  },
  '--data': { env: 'EVENTSTORE_DATA_DIR', value: '<folder>', words: 'keeps the log (./data/store)' },
  '--host': { env: 'EVENTSTORE_HOST', value: '<address>', words: 'the address to listen on (127.0.0.1)' },
  '--advertise-host': {
    env: 'EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS',
    value: '<name>',
    words: 'what clients that discover the node dial (the host)',
  },
  '--advertise-port': {
    env: 'EVENTSTORE_ADVERTISE_PORT_TO_CLIENT_AS',
    value: '<n>',
    words: 'the same for the port (the port)',
  },
  '--max-append-size': {
    env: 'EVENTSTORE_MAX_APPEND_SIZE',
    value: '<bytes>',
    words: 'event data in one append (1048576)',
  },
  '--commit-timeout-ms': {
    env: 'EVENTSTORE_COMMIT_TIMEOUT_MS',
    value: '<ms>',
    words: "how long the rest of a batch's append is waited for (2000)",
  },
  '--certificate-file': {
    env: 'EVENTSTORE_CERTIFICATE_FILE',
    value: '<pem>',
    words: 'serves TLS, and asks for credentials (none)',
  },
  '--certificate-private-key-file': {
    env: 'EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE',
    value: '<pem>',
    words: 'goes with the certificate',
  },
  '--users-file': {
    env: 'EVENTSTORE_USERS_FILE',
    value: '<json>',
    words: 'users beside admin and ops, whose password is changeit',
  },
  '--in-memory': {
    env: 'EVENTSTORE_MEM_DB',
    value: '',
    words: 'keeps nothing: no folder, gone at the end (true or false)',
  },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;

/** Without a value. */
const FLAGS: readonly string[] = ['--in-memory', '--help'] satisfies (OptionName | '--help')[];

function isOption(text: string): text is OptionName {
  return Object.hasOwn(OPTIONS, text);
}

/** The options that were given, each with its value; `true` for one without. What is wrong goes to the mistakes. */
export function readOptions(args: readonly string[], mistakes: string[]): Map<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (let at = 0; at < args.length; at++) {
    const [, option = '', inline] = /^([^=]*)(?:=(.*))?$/s.exec(args[at] ?? '') ?? [];
    if (!isOption(option)) {
      mistakes.push(`${option} is no option; there are ${Object.keys(OPTIONS).join(', ')}. See --help.`);
      // What follows would be its value.
      if (inline === undefined && args[at + 1]?.startsWith('--') === false) at++;
      continue;
    }
    if (FLAGS.includes(option)) {
      given.set(option, inline ?? 'true');
      continue;
    }
    const value = inline ?? args[++at];
    if (value === undefined) mistakes.push(`${option} needs a value.`);
    else given.set(option, value);
  }
  return given;
}

const line = ([name, { env, value, words }]: [string, Option]): string =>
  `  ${`${name} ${value}`.padEnd(37)} ${words}\n  ${''.padEnd(37)} ${env}`;

export const USAGE = `An event store of one node that speaks EventStoreDB's protocol, over one file.

  npm run store -- [options]                       serves until it is stopped (SIGTERM, Ctrl+C)
  npm run store -- backup --data <folder> --to <file or folder>
                                                   copies the log into a file, also while a store serves it
  npm run store -- copy --data <folder> --to <connection string>
                                                   appends its events to another server

It prints {"listening":<port>} when it can be used; then connect with
  esdb://127.0.0.1:2113?tls=false

Every option can be a variable of the environment instead; options come first. In brackets: when neither is there.

${Object.entries(OPTIONS).map(line).join('\n')}

Exit codes: 0 stopped as asked, 64 a setting is wrong, 70 the log could not be written or synced, 75 another store
holds the folder, or another process the log in it for long, 1 anything else, such as a port that is taken.

'backup --help' and 'copy --help' tell of those.`;

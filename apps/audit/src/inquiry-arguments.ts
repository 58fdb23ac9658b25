import { parseArgs } from 'node:util';
import { UsageMistake } from './usage-mistake';

/** What asks the log and changes nothing. Positions are inclusive. */
export type Inquiry =
  | {
      readonly kind: 'verify';
      readonly workspace: string | null;
      readonly from: bigint | null;
      /** An earlier export, whose events must all be there still. */
      readonly against: string | null;
      /** An export to be verified instead of the log. */
      readonly file: string | null;
      readonly isJson: boolean;
    }
  | {
      readonly kind: 'export';
      readonly workspace: string | null;
      readonly from: bigint | null;
      readonly to: bigint | null;
      /** Null: to stdout. */
      readonly out: string | null;
      readonly isJson: boolean;
    }
  | {
      readonly kind: 'timeline';
      /** Id of a review or a session. */
      readonly sought: string;
      readonly workspace: string | null;
      readonly isJson: boolean;
    };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SESSION = /^[A-Za-z0-9._:-]{1,128}$/;
const TEXT = { type: 'string' } as const;
const OPTIONS = {
  verify: { workspace: TEXT, from: TEXT, against: TEXT, export: TEXT },
  export: { workspace: TEXT, from: TEXT, to: TEXT, out: TEXT },
  timeline: { workspace: TEXT },
} as const;

type Texts = Readonly<Partial<Record<'workspace' | 'from' | 'to' | 'out' | 'against' | 'export', string>>>;

/** Null where it is another command, or a call for help. Throws {@link UsageMistake}. */
export function readInquiry(words: readonly string[]): Inquiry | null {
  const command = words.find((word) => !word.startsWith('-'));
  if (command !== 'verify' && command !== 'export' && command !== 'timeline') return null;
  const { values, positionals } = parsed(words, command);
  const texts = values as Texts;
  if ((values as { help?: boolean }).help === true) return null;
  const isJson = (values as { json?: boolean }).json === true;
  const [, ...rest] = positionals;
  const workspace = workspaceIn(texts);
  if (command === 'timeline') return { kind: command, sought: soughtIn(rest), workspace, isJson };
  if (rest.length > 0) throw new UsageMistake(`${command} takes no "${rest.join(' ')}"`);
  const from = positionIn(texts, 'from');
  if (command === 'export') {
    return { kind: command, workspace, from, to: positionIn(texts, 'to'), out: texts.out ?? null, isJson };
  }
  const { against = null, export: file = null } = texts;
  if (file !== null && against !== null) {
    throw new UsageMistake('verify holds the log against an export, or verifies an export: not both');
  }
  if (file !== null && from !== null) {
    throw new UsageMistake('verify takes no --from with --export: an export is verified whole');
  }
  return { kind: command, workspace, from, against, file, isJson };
}

function parsed(words: readonly string[], command: keyof typeof OPTIONS) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        ...OPTIONS[command],
      },
    });
  } catch (error) {
    throw new UsageMistake(error instanceof Error ? error.message : String(error));
  }
}

function workspaceIn({ workspace }: Texts): string | null {
  if (workspace === undefined || UUID.test(workspace)) return workspace ?? null;
  throw new UsageMistake(`--workspace ${workspace}: expected a UUID in lower case`);
}

function positionIn(texts: Texts, option: 'from' | 'to'): bigint | null {
  const text = texts[option];
  if (text === undefined) return null;
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new UsageMistake(`--${option} ${text}: expected a position of the log, a whole number`);
}

function soughtIn(rest: readonly string[]): string {
  const [sought, ...more] = rest;
  if (sought === undefined) throw new UsageMistake('timeline: say which review or session');
  if (more.length > 0) throw new UsageMistake(`timeline tells of one: it takes no "${more.join(' ')}"`);
  if (SESSION.test(sought)) return sought;
  throw new UsageMistake(`timeline: ${JSON.stringify(sought)} is the id of no review and of no session`);
}

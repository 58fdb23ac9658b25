import { verifyLog } from '..';
import { type History, rewritten } from '../history.spec-support';
import { CARELESS } from './careless.spec-support';
import type { Finding, FindingCode } from './finding';
import { HIDDEN_ELSEWHERE } from './hidden-elsewhere.spec-support';
import { HIDDEN_TERMS } from './hidden-terms.spec-support';
import { HIDDEN } from './hidden.spec-support';
import { type Case, clean, hidden, type Spoil } from './planting.spec-support';

const ALL_HIDDEN = [...HIDDEN, ...HIDDEN_TERMS, ...HIDDEN_ELSEWHERE];
const ALL: readonly Case[] = [
  ...CARELESS,
  ...ALL_HIDDEN.map(([name, spoil, ...codes]): Case => [`${name}, hashed anew`, hidden(spoil), ...codes]),
];

async function found(
  log: History,
  cacheBytes?: number,
  destroyedKeys = new Set<string>(),
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding): void => void findings.push(finding);
  await verifyLog({
    log,
    workspace: null,
    onFinding,
    destroyedKeys,
    ...(cacheBytes !== undefined && { cacheBytes }),
  });
  return findings;
}

const rows = (cases: readonly Case[]) => cases.map(([name, spoil, ...codes]) => ({ name, spoil, codes }));

const codesOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map(({ code }) => code))].sort();

function spoilt(spoil: Spoil): History {
  const history = clean.copy();
  spoil(history);
  return history;
}

describe('A log that nobody has touched', () => {
  it('has nothing wrong with it', async () => expect(await found(clean.copy())).toEqual([]));

  it('has nothing wrong with it once it was numbered and hashed anew', async () =>
    expect(await found(spoilt(rewritten))).toEqual([]));

  it('has nothing wrong with it where its personal parts were sealed', async () => {
    const sealed = spoilt(({ events }) => {
      for (const { data, metadata } of events) {
        metadata['keyId'] = 'of the person';
        const parts = Object.keys((data['personal'] as object | undefined) ?? {});
        if (parts.length > 0) data['personal'] = Object.fromEntries(parts.map((key) => [key, null]));
      }
    });
    expect(await found(sealed, undefined, new Set(['of the person']))).toEqual([]);
  });
});

/** Of the log itself: what only an export shows is tried beside the exports. */
type CodeOfLog = Exclude<FindingCode, `${string}-export` | 'out-of-order'>;

const CODES = Object.keys({
  'after-deadline': true,
  barred: true,
  'beyond-scope': true,
  'broken-chain': true,
  'changes-nothing': true,
  'decision-without-outcome': true,
  erased: true,
  'forbidden-amendment': true,
  'foreign-workspace': true,
  'impossible-append': true,
  'impossible-transition': true,
  'invalid-terms': true,
  'key-ended': true,
  'missing-revision': true,
  'no-envelope': true,
  'no-source': true,
  'not-eligible': true,
  'not-requester': true,
  'outcome-without-decision': true,
  'outside-grant': true,
  'reason-missing': true,
  'repeated-command': true,
  'repeated-revision': true,
  'rule-passed-over': true,
  'second-person-missing': true,
  'self-approval': true,
  'stream-metadata': true,
  'time-went-back': true,
  'time-window-twice': true,
  'too-early': true,
  'too-few-approvals': true,
  'unknown-event': true,
  'unknown-key': true,
  unreadable: true,
  unsatisfiable: true,
  'wrong-amendment': true,
  'wrong-approved-digest': true,
  'wrong-assignment': true,
  'wrong-derived-id': true,
  'wrong-digest': true,
  'wrong-end-of-access': true,
  'wrong-event-id': true,
  'wrong-extra-entry': true,
  'wrong-hash': true,
  'wrong-key-holder': true,
  'wrong-lease': true,
  'wrong-personal-digest': true,
  'wrong-policy': true,
  'wrong-rule': true,
  'wrong-self-approved-flag': true,
  'wrong-slots': true,
  'wrong-stream': true,
  'wrong-time': true,
  'wrong-version': true,
} satisfies Record<CodeOfLog, true>);

describe('The words for what is wrong', () => {
  it('are each what some planted corruption is called', () => {
    const planted = new Set<string>(ALL.flatMap(([, , ...codes]) => codes));
    expect(CODES.filter((code) => !planted.has(code))).toEqual([]);
  });
});

describe('What was spoilt is found, and nothing else is, with memory for one stream too:', () => {
  it.each(rows(ALL))('$name', async ({ spoil, codes }) => {
    const roomy = spoilt(spoil);
    const cramped = spoilt(spoil);
    const findings = await found(roomy);
    expect(codesOf(findings)).toEqual([...codes].sort());
    expect(await found(cramped, 1)).toEqual(findings);
    expect(cramped.readAgain).toBeGreaterThan(roomy.readAgain);
  });
});

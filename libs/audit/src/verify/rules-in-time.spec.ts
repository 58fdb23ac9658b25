import { ASKED_AT, requested, setRule, terms } from '@countersign/testing';
import { verifyLog } from '..';
import { History } from '../history.spec-support';
import type { Finding } from './finding';

const banking = terms({ groups: ['banking'] });
const security = terms({ groups: ['security'] });
const SECOND = 1000;

/** A request that read the rules as they were after the first `read` of them, and was recorded behind all. */
async function found(
  afterLast: number,
  read: number,
  ...told: readonly number[]
): Promise<readonly string[]> {
  const log = new History(3);
  const id = log.id('request');
  const rules = [banking, security];
  const ask = (): unknown => log.decideReview(id, requested({ at: ASKED_AT + afterLast }));
  rules.forEach((said, nth) => {
    if (nth === read) ask();
    log.decideRule(setRule({ at: ASKED_AT + (told[nth] ?? 0), terms: said }));
  });
  if (read >= rules.length) ask();
  // The request comes last in the log, whatever it had read.
  const own = log.events.filter(({ type }) => type === 'ReviewRequested');
  log.events = [...log.events.filter((event) => !own.includes(event)), ...own];
  log.events.forEach((event, index) => ((event as { position: unknown }).position = BigInt(index)));
  const findings: Finding[] = [];
  await verifyLog({ log, workspace: null, onFinding: (finding) => findings.push(finding) });
  return findings.map(({ code }) => code);
}

describe('A request obeys the rule that stood where it is in the log', () => {
  it('and is found where it goes around it', async () =>
    expect(await found(90 * SECOND, 0)).toEqual(['rule-passed-over']));

  it('or the one that had been replaced a moment before', async () => {
    expect(await found(10 * SECOND, 1, -120 * SECOND)).toEqual([]);
    expect(await found(90 * SECOND, 1, -120 * SECOND)).toEqual(['rule-passed-over']);
  });

  it('whatever time a later rule says', async () => {
    const far = 10 * 365 * 86_400 * SECOND;
    expect(await found(90 * SECOND, 0, 0, far)).toEqual(['rule-passed-over']);
    expect(await found(90 * SECOND, 2, 0, far)).toEqual([]);
  });
});

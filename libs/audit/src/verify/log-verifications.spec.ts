import { olga, requested, WORKSPACE } from '@countersign/testing';
import { History } from '../history.spec-support';
import { LogVerifications, type VerificationProgress } from './log-verifications';

describe('how far a verification is', () => {
  it('says where the workspace has events, and of others no more than the share of the log', async () => {
    const log = new History();
    const place = (name: string, more: object = {}): bigint => {
      const workspace = name.startsWith('other') ? olga.workspace : WORKSPACE;
      log.decideReview(log.id(name), requested(more), workspace);
      return log.events.at(-1)?.position ?? 0n;
    };
    const others = { actor: olga };
    place('other first', others);
    const own = [place('one'), place('two')];
    const head = place('other last', others);
    const progress: VerificationProgress[] = [];
    await new LogVerifications(Object.assign(log, { head: () => Promise.resolve(head) }) as never).run({
      workspace: WORKSPACE,
      signal: new AbortController().signal,
      onFinding: () => undefined,
      onProgress: (one) => void progress.push(one),
    });
    expect(progress.map(({ position }) => position)).toEqual([null, ...own, own[1]]);
    expect(progress.map(({ events }) => events)).toEqual([0, 1, 2, 2]);
    expect(progress.at(-1)?.share).toBe(100);
    expect(progress.every(({ share }) => Number.isInteger(share))).toBe(true);
  });
});

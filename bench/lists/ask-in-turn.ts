import { percentile } from '../statistics';
import type { Watch } from './effort';
import type { Question } from './question';
import type { Measured } from './report';

/** A question of one size. */
export type Asked = Question & Pick<Measured, 'reviews' | 'database'> & { readonly watch: Watch };

/** All questions in turn, again and again: what else the machine does falls on all of them. */
export async function askInTurn(asked: readonly Asked[], calls: number): Promise<readonly Measured[]> {
  const warm = Math.ceil(calls / 20);
  const found = asked.map(({ ask, watch, name, list, reviews, database }) => {
    return {
      ask,
      watch,
      name,
      list,
      reviews,
      database,
      times: [] as number[],
      cpuTimes: [] as number[],
      blockedMs: 0,
      leastBlockedMs: Infinity,
      answers: 0,
    };
  });
  for (let call = -warm; call < calls; call += 1) {
    for (const each of found) {
      await each.watch.begin();
      const started = performance.now();
      const answer = await each.ask().catch((error: unknown) => {
        throw new Error(`${each.name} was not answered`, { cause: error });
      });
      const took = performance.now() - started;
      const { cpuMs, blockedMs } = await each.watch.end();
      each.answers = answer();
      if (call < 0) continue;
      each.times.push(took);
      each.cpuTimes.push(cpuMs);
      each.blockedMs = Math.max(each.blockedMs, blockedMs);
      each.leastBlockedMs = Math.min(each.leastBlockedMs, blockedMs);
    }
  }
  return found.map(({ ask: _, watch: __, cpuTimes, ...each }) => ({
    ...each,
    fastest: Math.min(...each.times),
    p50: percentile(each.times, 0.5),
    p99: percentile(each.times, 0.99),
    cpu: percentile(cpuTimes, 0.5),
  }));
}

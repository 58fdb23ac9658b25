import { percentile } from '../statistics';
import type { Watch } from './effort';
import type { Question } from './question';
import type { Measured } from './report';

/** A question of one size. */
export type Asked = Question & Pick<Measured, 'reviews' | 'database'> & { readonly watch: Watch };

/** All questions in turn, again and again: what else the machine does falls on all of them. */
export async function askInTurn(asked: readonly Asked[], calls: number): Promise<readonly Measured[]> {
  const warm = Math.ceil(calls / 20);
  const found = asked.map(({ ask, watch, name, reviews, database }) => {
    return {
      ask,
      watch,
      name,
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
  return found.map(({ times, cpuTimes, name, reviews, database, blockedMs, leastBlockedMs, answers }) => {
    const [p50, p99, cpu] = [percentile(times, 0.5), percentile(times, 0.99), percentile(cpuTimes, 0.5)];
    const fastest = Math.min(...times);
    return { name, reviews, database, blockedMs, leastBlockedMs, answers, fastest, p50, p99, cpu };
  });
}

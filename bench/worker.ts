import type { Child } from './processes';

type Reply<Result> = { readonly result: Result } | { readonly error: string };

/** The child's side: does one job at a time as its parent sends them, and ends with its parent. */
export function answerJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('message', (job) => {
    work(job as Job).then(
      (result) => reply({ result }),
      (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined);
}

function reply(message: Reply<unknown>): void {
  process.send?.(message);
}

/** The parent's side. Rejects with what the child said went wrong. */
export function askWorker<Job extends object, Result>(worker: Child, job: Job): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error(`${worker.name} ended in the middle of its work`));
    worker.process.once('exit', onExit);
    worker.process.once('message', (message) => {
      worker.process.off('exit', onExit);
      const answer = message as Reply<Result>;
      if ('error' in answer) reject(new Error(`${worker.name}: ${answer.error}`));
      else resolve(answer.result);
    });
    worker.process.send(job);
  });
}

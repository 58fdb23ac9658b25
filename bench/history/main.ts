import { openLog } from '@countersign/event-store';
import { answerJobs } from '../worker';
import { inParallel } from '../parallel';
import { HistoryRecorder } from './recorder';
import { STEPS, story, type Story } from './story';
import type { HistoryJob, HistoryResult } from './job';

/** So many reviews are under way at the same time: the events of one lie so far apart in the log. */
const AT_ONCE = 500;
const IN_FLIGHT = 96;
/** Stories are told to their end, so there may be some more events than were asked for. */
const EVENTS_EACH = 33 / 8;

answerJobs(async ({ connectionString, events }: HistoryJob): Promise<HistoryResult> => {
  const log = openLog({ connectionString });
  const recorder = new HistoryRecorder(log);
  const startedAt = performance.now();
  try {
    for (let first = 0; recorder.events < events; first += AT_ONCE) {
      const count = Math.min(AT_ONCE, Math.ceil((events - recorder.events) / EVENTS_EACH));
      const stories = Array.from({ length: count }, (_, index) => story(first + index));
      for (let step = 0; step < STEPS; step++) {
        await inParallel(stories, IN_FLIGHT, (each: Story) => recorder.play(each, step));
      }
      recorder.forget();
    }
    const seconds = (performance.now() - startedAt) / 1000;
    return { events: recorder.events, seconds, countByType: recorder.countByType };
  } finally {
    await log.close();
  }
});

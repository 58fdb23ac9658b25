import { randomUUID } from 'node:crypto';
import { openFolder } from '../../libs/embedded-store/src/log/database';
import { EventLog } from '../../libs/embedded-store/src/log/log';

/** Half a kilobyte, as JSON. */
const DATA = Buffer.from(JSON.stringify({ text: 'x'.repeat(460) }));
const EVENTS_A_COMMIT = 1000;

/**
 * Records what streams still lack of so many events, straight into the log of a folder that no store holds; all of them
 * where there is none, fewer after an interruption. How many that were.
 */
export function fill(dataDir: string, streams: Readonly<Record<string, number>>): number {
  const log = new EventLog(openFolder(dataDir));
  let recorded = 0;
  try {
    for (const [stream, wanted] of Object.entries(streams)) {
      for (let missing = wanted - log.stream(stream).last - 1; missing > 0;) {
        const count = Math.min(missing, EVENTS_A_COMMIT);
        log.begin();
        log.append(stream, 'any', Array.from({ length: count }, proposed), Date.now());
        log.commit();
        missing -= count;
        recorded += count;
      }
    }
    return recorded;
  } finally {
    log.close();
  }
}

function proposed() {
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  return { id, type: 'measured', isJson: true, data: DATA, metadata: Buffer.alloc(0) };
}

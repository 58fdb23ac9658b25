import type { AuditFilter, DecidedReview, DecisionFilter } from '@countersign/client';
import { client } from '../data/client.ts';
import { fileNameOf } from '../parts/save-file.ts';
import { decisionCsv } from './decision-csv.ts';
import type { ListFileMade } from './list-file.tsx';
import type { Make } from './use-file.ts';

const OF_A_PAGE = 100;
/** Deeper the gateway does not count. */
const DEEPEST = 10_000;
/** More is what the export of the log is for. */
const MOST_EVENTS = 50_000;

/** All decisions that a filter lets through, the latest first, as a table. */
export const decisionsFile =
  (filter: DecisionFilter): Make<number, ListFileMade> =>
  async (signal, note) => {
    // By number: what is decided meanwhile moves all others on, into the next page.
    const rows = new Map<number, DecidedReview>();
    let offset: number | null = 0;
    while (offset !== null && offset <= DEEPEST) {
      const asked: DecisionFilter = { ...filter, limit: OF_A_PAGE, offset };
      const page = await client.reviews.decisions(asked, { signal });
      for (const row of page.items) rows.set(row.number, row);
      note(rows.size);
      offset = page.next;
    }
    const content = new Blob([decisionCsv([...rows.values()])], { type: 'text/csv' });
    return { name: fileNameOf('decisions', 'csv'), content, count: rows.size, isCut: offset !== null };
  };

/** All events that a filter lets through, in the order that it asks for, a line of JSON each. */
export const eventsFile =
  (filter: AuditFilter): Make<number, ListFileMade> =>
  async (signal, note) => {
    const lines: string[] = [];
    let isCut = false;
    for await (const event of client.audit.events({ ...filter, limit: OF_A_PAGE }, { signal })) {
      if (lines.length >= MOST_EVENTS) {
        isCut = true;
        break;
      }
      lines.push(`${JSON.stringify(event)}\n`);
      if (lines.length % OF_A_PAGE === 0) note(lines.length);
    }
    const content = new Blob(lines, { type: 'application/x-ndjson' });
    return { name: fileNameOf('events', 'ndjson'), content, count: lines.length, isCut };
  };

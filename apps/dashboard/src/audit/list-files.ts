import type { AuditFilter, DecidedReview, DecisionFilter, DecisionPage } from '@countersign/client';
import { client } from '../data/client.ts';
import { fileNameOf } from '../parts/save-file.ts';
import { decisionCsv } from './decision-csv.ts';
import type { ListFileMade } from './list-file.tsx';
import type { Make } from './use-file.ts';

const OF_A_PAGE = 100;
/** More is what the export of the log is for. */
const MOST_ROWS = 50_000;

/** All decisions that a filter lets through, the latest first, as a table. */
export const decisionsFile =
  (filter: DecisionFilter): Make<number, ListFileMade> =>
  async (signal, note) => {
    const rows: DecidedReview[] = [];
    let cursor: string | null = '';
    while (cursor !== null && rows.length < MOST_ROWS) {
      const asked: DecisionFilter = { ...filter, limit: OF_A_PAGE, ...(cursor !== '' && { cursor }) };
      const page: DecisionPage = await client.reviews.decisions(asked, { signal });
      rows.push(...page.items);
      note(rows.length);
      cursor = page.next;
    }
    const content = new Blob([decisionCsv(rows)], { type: 'text/csv' });
    return { name: fileNameOf('decisions', 'csv'), content, count: rows.length, isCut: cursor !== null };
  };

/** All events that a filter lets through, in the order that it asks for, a line of JSON each. */
export const eventsFile =
  (filter: AuditFilter): Make<number, ListFileMade> =>
  async (signal, note) => {
    const lines: string[] = [];
    let isCut = false;
    for await (const event of client.audit.events({ ...filter, limit: OF_A_PAGE }, { signal })) {
      if (lines.length >= MOST_ROWS) {
        isCut = true;
        break;
      }
      lines.push(`${JSON.stringify(event)}\n`);
      if (lines.length % OF_A_PAGE === 0) note(lines.length);
    }
    const content = new Blob(lines, { type: 'application/x-ndjson' });
    return { name: fileNameOf('events', 'ndjson'), content, count: lines.length, isCut };
  };

import { createClient } from '@countersign/client';
import { noteRead } from './freshness.ts';

/** The gateway that served this page, with the cookie that the browser has for it. */
export const client = createClient({
  url: location.origin,
  retry: { attempts: 3, totalMs: 10_000 },
  onRead: noteRead,
});

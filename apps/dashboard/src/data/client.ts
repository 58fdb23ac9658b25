import { createClient } from '@countersign/client';
import { actingFor } from '../session/acting-for.ts';
import { noteRead } from './freshness.ts';

const gateway = { url: location.origin, retry: { attempts: 3, totalMs: 10_000 } };

/** The gateway that served this page, with the cookie that the browser has for it, for whoever the page acts for. */
export const client = createClient({ ...gateway, onRead: noteRead, principal: actingFor });

/** The same for whoever is signed in by now: to ask who that is. */
export const anybody = createClient(gateway);
